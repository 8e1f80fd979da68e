"""One reader a format: from a text to its blocks, and the markup inside them."""
