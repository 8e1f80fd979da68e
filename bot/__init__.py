"""The Discord side of incident-bot, and its command line."""
