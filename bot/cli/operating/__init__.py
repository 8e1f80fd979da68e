"""The commands for whoever runs the bot: its health, its database, its sources, its models."""
