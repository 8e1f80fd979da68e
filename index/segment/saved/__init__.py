"""The saved index: one file for a folder of sources, rebuilt where it is not exactly as it was written."""
