"""Encoded articles: each is tested for what is its own."""
