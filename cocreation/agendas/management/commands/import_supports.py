"""Load the supports of a session on paper from a CSV file, all or nothing. The same file again changes nothing."""

from cocreation.agendas.actions.ballots import import_supports
from cocreation.agendas.loaders.ballots import read_supports
from cocreation.agendas.management.ballots import BallotCommand


class Command(BallotCommand):
    help = __doc__
    read, store = staticmethod(read_supports), staticmethod(import_supports)
    words = ("apoyo", "apoyos")
