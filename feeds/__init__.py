"""GTFS in, network out: read, check, merge, build, activate."""
