"""How work reaches SQLite (one writer, group commit) and PostgreSQL (a pool): see ``casework.db``."""
