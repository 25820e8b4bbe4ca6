from .access import communes as communes
from .blocks import Blocks as Blocks, work as work
from .critical import capital_trips as capital_trips, closures as closures, losses as losses
from .page import page as page
from .prepared import Prepared as Prepared, kept_file as kept_file, prepared as prepared
from .skims import skims as skims
