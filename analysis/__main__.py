"""``lien-tinh COMMAND …``, and the same as ``python -m analysis COMMAND …``.

A command is one of the library's own (``analysis.cli``), or the command line of another room under the
room's name: ``lien-tinh briefing map …``. Rooms announce themselves in ``pyproject.toml``, so that this one
need not know them, and what they need may be absent.
"""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

from analysis.cli import ROOMS, main as run_own
from words import language, say


def main() -> int:
    """Run what the words after the command ask for; the exit code."""
    given = sys.argv[1:]
    for room in entry_points(group=ROOMS, name=given[0]) if given else ():
        try:
            run = room.load()
        except ModuleNotFoundError as fault:
            said = say("analysis.needs_extra", language(given), command=room.name, module=fault.name)
            sys.stderr.write(said + "\n")
            return 2
        return int(run(given[1:]))
    return run_own(given)


if __name__ == "__main__":
    sys.exit(main())
