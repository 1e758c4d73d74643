"""Help on questions of the diagnosis that needs nobody's work: practices of others, and who does better and resembles."""
