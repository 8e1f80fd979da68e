"""From an address to a database that can be used: its file, its schema, and the key of its pseudonyms."""
