"""Attacks: each on the bare engine or on bare code first, then on this server over HTTP."""
