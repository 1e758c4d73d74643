"""What would improve the result of a municipality."""
