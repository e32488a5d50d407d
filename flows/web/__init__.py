"""The archive over HTTP: pages for people, JSON and Atom for programs. It only reads."""
