"""What the incident desk is worth, part by part: the tables of docs/incident-desk.md."""
