"""How much of what members ask a summary tells, by several ways to choose its sentences."""
