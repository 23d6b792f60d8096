"""The pool of readers: processes that answer queries, and what gives each query its turn, place and end."""
