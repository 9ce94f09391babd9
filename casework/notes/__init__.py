"""What staff write to one another about a conversation; no customer ever reads it."""
