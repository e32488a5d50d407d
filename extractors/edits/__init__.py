"""What changed between two readings of one page, and whether it matters; `compare.py` is the door."""
