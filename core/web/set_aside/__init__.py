"""What stands between two requests of one person: an interrupted form, a compared workbook, a list that was read."""
