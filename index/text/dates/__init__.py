"""Say when: the expressions of a text that name days, and which days these are."""
