"""Greenhouse gases of rides: factors by kind of vehicle, and what a ride on a network emits."""
