"""What a person who follows an incident needs beyond single answers."""
