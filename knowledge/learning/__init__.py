"""Quizzes, cases, campaigns and cards for customers to learn from."""

from knowledge.learning.loader import load_learning, read_learning
from knowledge.learning.models import Campaign, Card, Learning, Lesson, Option, Question, Quiz, Story

__all__ = [
    "Campaign",
    "Card",
    "Learning",
    "Lesson",
    "Option",
    "Question",
    "Quiz",
    "Story",
    "load_learning",
    "read_learning",
]
