"""The REST API under `/api`: one file a resource."""
