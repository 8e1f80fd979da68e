"""What those who operate the bot are told."""
