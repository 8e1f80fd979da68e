"""Tests of what is said of them."""
