"""The dataset in the formats of other tools."""
