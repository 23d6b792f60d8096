"""Matching of actors with list entries: candidates with reasons, which a person accepts or rejects."""
