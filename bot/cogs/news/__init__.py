"""What is new: the command, the channels that are told, and replies whose quotes have changed."""
