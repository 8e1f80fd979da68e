"""Tests of what knows strings only."""
