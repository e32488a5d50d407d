"""What news pages put around and into their text, told from it: datelines, bylines, tails, inserts, broken words."""
