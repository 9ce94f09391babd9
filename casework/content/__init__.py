"""Changes of the reviewed answers: proposed, agreed to by another person, published, taken back."""
