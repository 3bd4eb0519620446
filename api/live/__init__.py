"""Live messages in service: kept fresh in the background, told in answers."""
