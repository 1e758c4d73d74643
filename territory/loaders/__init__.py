"""Files about places → validated rows."""
