"""Kills and attacks: what is acknowledged stays, and who is honest is served."""
