"""The saved index: one file for a folder of sources, built anew where it is not just as it was written."""
