"""Lists read from files: rows of OFAC's own, a few dozen."""
