"""What the model of short messages is fitted on: those that want no answer, and questions that look like them."""
