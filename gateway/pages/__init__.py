"""The customer's chat page: HTML that works without script."""
