"""Running the bot for long and against faults: what members see, and what is lost."""
