"""Alembic migrations of the casework database."""

# The newest revision, so that a start with nothing to do need not load Alembic; a test keeps it true.
HEAD = "0010"
