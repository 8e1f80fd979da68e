"""What every way of asking shares."""
