"""Streets: a graph to walk, cycle and drive on, and the shortest ways along it."""
