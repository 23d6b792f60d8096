"""Cases for the shapes: a small article that conforms, changes to it, and what is reported of each."""
