"""What people do, in a client or to a server, and what becomes of it."""
