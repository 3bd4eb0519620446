"""Compiled RAPTOR rounds and the arrays they read."""
