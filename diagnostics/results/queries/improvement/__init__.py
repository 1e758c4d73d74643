"""What would improve the result of a municipality, and what improved it."""
