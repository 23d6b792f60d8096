"""The list of the Office of Foreign Assets Control (OFAC): Specially Designated Nationals, state by state."""
