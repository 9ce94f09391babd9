"""The slice of one customer's data: a copy of it, and its erasure as far as the law lets go."""
