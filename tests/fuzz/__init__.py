"""Requests by chance: queries made by a grammar, and mutations of everything that a request has."""
