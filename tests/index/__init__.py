"""Tests of the knowledge side."""
