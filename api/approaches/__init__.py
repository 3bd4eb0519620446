"""How stops are reached from a place and how a place is reached from stops, by every mode."""
