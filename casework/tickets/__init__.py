"""The slice of call-back tickets: who asked for a human when none was there; use it through ``service``."""
