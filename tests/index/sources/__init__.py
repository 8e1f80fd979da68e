"""Tests of what reads the folder of sources."""
