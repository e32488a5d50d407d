"""Who said what in a text: quotes, direct and reported, with their speakers."""
