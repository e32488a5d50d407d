"""Where the text of a story comes from: its origin, who copied whom, and what each outlet kept, cut and added."""
