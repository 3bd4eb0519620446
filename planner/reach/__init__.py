"""Reach: when every stop, and every street, can be reached from one place."""
