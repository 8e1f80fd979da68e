"""What Discord refuses, checked before anything happens: an invalid body raises 50035."""
