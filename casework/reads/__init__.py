"""How far each of the staff has read a conversation."""
