"""Articles as received, byte for byte, each with its description."""
