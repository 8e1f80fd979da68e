"""Who says what, and how firmly: told by rules over what the source's own text says, and by nothing else."""
