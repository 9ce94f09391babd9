"""What staff write to one another in a conversation."""
