"""The ontology of actors, designations and allegations, and its competency questions."""
