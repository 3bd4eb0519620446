"""Metered events in, priced and shared ledger lines out; knows no web framework."""
