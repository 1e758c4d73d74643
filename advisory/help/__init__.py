"""Help on questions of the diagnosis that needs nobody's work: who resembles a municipality and does better there."""
