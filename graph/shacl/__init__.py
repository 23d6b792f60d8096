"""SHACL: the reference by pyshacl, and an evaluation of the same shapes on what a change can affect."""
