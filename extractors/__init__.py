"""Bytes and text in, records out: pure functions without network, database, clock or environment."""
