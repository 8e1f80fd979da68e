"""Answers as Discord messages: pure."""
