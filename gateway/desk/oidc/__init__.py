"""Signing in through the bank's own directory (OpenID Connect, code flow with PKCE)."""
