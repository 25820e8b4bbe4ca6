"""How often one address may ask."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

_ADDRESSES: Final = 2000  # remembered; of more, those silent longest are forgotten


class Rate:
    """So many requests at once, and so many a second from then on.

    Parameters
    ----------
    burst, per_s
        Requests.
    clock
        Gives seconds.
    """

    def __init__(self, *, burst: int, per_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_s, self._clock = burst, per_s, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # requests left at a moment

    def wait_s(self, address: str) -> int:
        """Seconds after which to ask again; 0: the request passes and is counted."""
        now_s = self._clock()
        left, at_s = self._left.pop(address, (float(self._burst), now_s))
        left = min(left + (now_s - at_s) * self._per_s, self._burst)
        passes = left >= 1
        self._left[address] = (left - 1 if passes else left, now_s)
        while len(self._left) > _ADDRESSES:
            self._left.popitem(last=False)
        return 0 if passes else math.ceil((1 - left) / self._per_s)
