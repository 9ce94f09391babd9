"""Complaints in the chat: taken down in a form, looked up, and whatever a customer does with them later."""
