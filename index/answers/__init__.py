"""From sentences to what is said."""
