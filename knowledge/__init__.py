"""Reviewed answers, hotlines and sentences: schema, loader, rendering, search and lint."""
