"""Cases for the rules: changes to the small article of the shapes, and the rows that are found."""
