"""Conversations, handoffs and staff: models, services and migrations. The only place that writes to the database."""
