"""How far staff have read."""
