"""Conversations, messages, handoffs, staff: models, services, migrations. The only place that writes."""
