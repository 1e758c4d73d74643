"""Documents that people write by hand (YAML): nodes that remember their place, and fields that say what they expect."""
