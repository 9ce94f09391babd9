"""The slice of alerts: somebody may be losing money to a fraud; use it through ``service``."""
