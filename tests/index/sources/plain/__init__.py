"""Plain texts are read by their layout."""
