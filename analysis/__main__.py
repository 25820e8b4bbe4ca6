"""``python -m analysis``: the command line (``command_line``) under the name of the package."""

import sys

from analysis.cli import main

if __name__ == "__main__":
    sys.exit(main())
