"""Load measurements of indicators from CSV or XLSX, all or nothing. The same file again changes nothing."""

from followup.indicators.actions.importing import import_measurements
from followup.indicators.loaders.measurements import read_measurements
from followup.indicators.management.importing import FileCommand


class Command(FileCommand):
    help = __doc__
    read = staticmethod(read_measurements)
    store = staticmethod(import_measurements)
