"""The slice of personal values: sealed, shown masked, opened with a reason; use it through ``service``."""
