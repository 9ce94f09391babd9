"""The slice of staff: accounts, roles, logins; use it through ``service`` and ``login``."""
