"""The SPARQL endpoint and the pages over a built dataset."""
