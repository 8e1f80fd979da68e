"""The messages of the incident desk: timelines, who speaks, checked quotes."""
