"""The REST API under `/api`, a file for each resource."""
