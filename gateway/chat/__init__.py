"""The customer's conversation: API routes, the service behind them, the engine client, live events."""
