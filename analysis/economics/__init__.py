"""Whether a road is worth its money: trips, costs and benefits by year, indicators, break-even, how sure.

No forecast of traffic: the number of trips is an assumption of the user like every other value of the sheet,
and what it would have to be is told first.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
