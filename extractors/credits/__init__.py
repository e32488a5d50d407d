"""Which news agency a text comes from: the wire credit, as a fact."""
