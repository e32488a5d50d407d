"""A site rule proposed out of several pages of one host."""
