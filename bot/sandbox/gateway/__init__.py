"""The gateway: sessions, their connections, and which events reach them."""
