"""Tests of what is computed from sources."""
