"""Tests of what finds passages and sentences."""
