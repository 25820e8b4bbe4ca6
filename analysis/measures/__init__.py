"""What is told of a scenario: before and after of a pair, the table of metrics, matrices of pairs, who gains, how well the two provinces are joined, the main finding."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
