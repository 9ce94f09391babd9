"""Scam types, lexicon and detector; pure Python, no rasa, web or database."""
