"""HTTP, JSON, money: the service around the planner."""
