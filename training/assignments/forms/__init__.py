"""Forms of who hands a work in, and of who corrects it."""
