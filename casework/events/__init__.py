"""The slice of events: append-only; use it through ``service``."""
