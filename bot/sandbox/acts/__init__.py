"""What people do in a client or to a server, and the events that follow."""
