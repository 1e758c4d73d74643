"""HTTP machinery shared by all apps."""
