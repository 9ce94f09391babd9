"""Figures of complaints at the desk: page, charts, downloads, the yearly report's table."""
