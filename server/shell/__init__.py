"""The ASGI shell: queries and graphs are answered from the cache or by readers, all else by Flask."""
