"""Pictures: each is made from plain data, drawn as SVG, and comes with its numbers."""
