"""The slice of handoffs: every change of owner; use it through ``service``."""
