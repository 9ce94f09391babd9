"""Who is at the desk, who has what: presence, passing on, automatic assignment, returning."""
