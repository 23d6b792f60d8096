"""SHACL shapes: what a graph must satisfy to be published."""
