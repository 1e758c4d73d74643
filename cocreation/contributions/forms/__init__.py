"""Forms of this room: each file has those of one kind of page."""
