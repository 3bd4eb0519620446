"""What tests share: networks as text, the oracle, replay, random networks."""
