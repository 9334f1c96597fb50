"""Rows broken on purpose, and whether the whole command notices."""
