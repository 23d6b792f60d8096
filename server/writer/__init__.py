"""The writer: the one process that changes the data, and the front's side of it."""
