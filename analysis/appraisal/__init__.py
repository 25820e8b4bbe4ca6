"""What projects are worth: trips, benefit, Shapley values and the best order, costs, sensitivity to the assumptions."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
