"""Changing the sources of a running bot: who may, what is checked first, and by which ways."""
