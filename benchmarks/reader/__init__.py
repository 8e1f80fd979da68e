"""The reader: how the model that judges which sentence answers is made, measured and written."""
