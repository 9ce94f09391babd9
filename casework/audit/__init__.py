"""The slice of audit: append-only; use it through ``service``."""
