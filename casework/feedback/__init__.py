"""What customers think of an answer, and which questions found none: the next content to write."""
