"""Load targets and baselines of indicators from CSV or XLSX, all or nothing. The same file again changes nothing."""

from followup.indicators.actions.importing import import_targets
from followup.indicators.loaders.targets import read_targets
from followup.indicators.management.importing import FileCommand


class Command(FileCommand):
    help = __doc__
    read = staticmethod(read_targets)
    store = staticmethod(import_targets)
