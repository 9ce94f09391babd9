"""Accounts of staff in the browser: who there is, what they may do, where they are signed in."""
