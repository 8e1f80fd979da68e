"""The command line; no Discord."""
