"""Searching at the desk: what was said, complained of and noted, and numbers that name one customer."""
