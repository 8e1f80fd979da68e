"""The page: its server, and in `static/` its files, without a build step."""
