"""The text of a page without what surrounds it: blocks, a learned reader, other methods, and a judge."""
