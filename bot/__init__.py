"""Everything about language and understanding."""
