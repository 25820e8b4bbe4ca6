"""``python -m country.whole``: the same as ``lien-tinh country``."""

import sys

from country.whole.cli import main

if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # Windows consoles default to a code page
    sys.exit(main())
