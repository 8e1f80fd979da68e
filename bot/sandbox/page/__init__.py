"""The page to try a bot in: its server, and in `static/` the page itself, without a build step."""
