"""The same as ``lien-tinh store``, from a checkout."""

import sys

from store.cli import main

if __name__ == "__main__":
    sys.exit(main())
