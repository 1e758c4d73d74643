"""Load the votes (1–5) of a session on paper from a CSV file, all or nothing. The same file again changes nothing."""

from cocreation.agendas.actions.ballots import import_votes
from cocreation.agendas.loaders.ballots import read_votes
from cocreation.agendas.management.ballots import BallotCommand


class Command(BallotCommand):
    help = __doc__
    read, store = staticmethod(read_votes), staticmethod(import_votes)
    words = ("número", "números")
