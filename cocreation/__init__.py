"""Co-creation: agendas that officials and citizens write together."""
