"""Training: courses, what people learn in them, and certificates that anyone can verify."""
