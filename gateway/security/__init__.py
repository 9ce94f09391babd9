"""Tokens, access checks, headers, size and rate limits."""
