"""What the bot keeps: settings of servers, misses and votes."""
