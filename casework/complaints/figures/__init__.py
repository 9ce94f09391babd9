"""Figures of complaints: what a supervisor, an auditor and the yearly public report ask for."""
