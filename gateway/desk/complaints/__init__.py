"""Complaints at the desk: the work list, one case with its steps, entering one from another door."""
