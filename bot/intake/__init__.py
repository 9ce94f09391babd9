"""What customers say when they complain, as values: dates, amounts, numbers, names, places, wishes, classes."""
