"""What cogs share of Discord."""
