"""Strings only: spans, tokens, sentences, what words mean and how rare they are."""
