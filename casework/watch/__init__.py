"""The slice of the watch: look-ups that an auditor should ask about; use it through ``service``."""
