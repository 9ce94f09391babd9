"""The slice of office hours: when humans are there; use it through ``service``."""
