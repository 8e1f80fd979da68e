"""How operators see the bot run: logs, metrics, and the endpoint that serves them. Knows nothing of the rest of it."""
