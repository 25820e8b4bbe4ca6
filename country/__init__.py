"""Any two provinces of the country: a folder of data like that of the first region, cut out of the national pack.

The pack (``data/vietnam``) holds network, units, places and ground of the whole country; ``build`` makes a study of two
provinces of one edition from it, ``studies`` lists what was built. Every page and command works on such a folder.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
