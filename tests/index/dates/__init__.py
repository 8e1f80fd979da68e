"""Labelled dates, and how they are read."""
