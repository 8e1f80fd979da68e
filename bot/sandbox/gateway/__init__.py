"""The gateway: sessions, their connections, and what they are sent."""
