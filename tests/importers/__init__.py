"""Data of others as it comes: what is read of it, and what is made of that."""
