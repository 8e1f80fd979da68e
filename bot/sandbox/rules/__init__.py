"""What Discord refuses, checked before anything happens: a body that breaks a limit raises 50035."""
