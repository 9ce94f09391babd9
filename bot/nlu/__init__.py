"""Xiaobao's components, stores and adaptations for Rasa 3.6 (Python 3.10 only; see docs/engine.md)."""
