"""Rasa graph components and engine adaptations (Python 3.10, rasa 3.6.21)."""
