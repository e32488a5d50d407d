"""Whether a text concerns the organization of a lexicon, on what evidence, and what of it; `tagger.py` is the door."""
