"""Pages to learn from: quizzes, the case of the day, campaigns, cards for the family."""
