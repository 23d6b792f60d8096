"""Why something stands in the graph: proofs, from what follows back to what is asserted."""
