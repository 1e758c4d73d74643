"""Files about places → clean rows."""
