"""What complaining customers say, as values: dates, amounts, telephone numbers, names, places, wishes."""
