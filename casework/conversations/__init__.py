"""The slice of conversations: use it through ``service``; the owner changes through the handoffs."""
