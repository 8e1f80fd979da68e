"""What happened when: every sentence that says so, in the order of the days."""
