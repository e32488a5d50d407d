"""Alerts and digests as people read them: HTML, Markdown, plain text."""
