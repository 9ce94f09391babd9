"""Rasa custom actions: thin, they call knowledge and casework."""
