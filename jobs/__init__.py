"""Work outside the page's process: a job is a public function with its arguments, done by whoever is free, the same wherever it is done."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
