"""From articles to a validated, reasoned dataset of named graphs."""
