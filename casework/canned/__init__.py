"""Replies that staff have ready: their own, those of all, and how often each is used."""
