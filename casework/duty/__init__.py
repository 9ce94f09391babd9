"""Who of the staff is there, how much each can carry, and who has what."""
