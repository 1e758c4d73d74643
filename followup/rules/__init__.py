"""How follow-up judges: plain Python, exact, without the database (docs/followup.md)."""
