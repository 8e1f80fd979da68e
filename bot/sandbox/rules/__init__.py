"""What Discord refuses, checked before anything happens: bodies that break a limit raise `ApiError` 50035 and others."""
