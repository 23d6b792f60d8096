"""Data of others, read from files into the dataset: lists, each with what it says and when it said so."""
