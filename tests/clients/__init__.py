"""Clients that others wrote, against the endpoint on a loopback port."""
