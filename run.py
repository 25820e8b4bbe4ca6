"""The one command: install what the dashboard needs and start it, or test it.

``python run.py`` starts, ``python run.py test`` tests, ``python run.py wheels`` fills a folder for
installing without internet. Standard library only. This file stays readable to older Pythons, so
that they can say which one is needed instead of failing on the syntax.
"""

import sys

OLDEST, NEWEST = (3, 11), (3, 13)


def supported(version: "tuple[int, ...]") -> bool:
    """Whether the pinned requirements exist for this Python."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def wrong_python(version: "tuple[int, ...]") -> str:
    """What to do with a Python that is too old or too new, in both languages."""
    found = ".".join(str(part) for part in version[:3])
    return (
        f"Chương trình cần Python 3.11, 3.12 hoặc 3.13, nhưng đang chạy bằng Python {found}. Hãy cài Python 3.13, "
        "rồi chạy lại: py -3.13 run.py (Windows) hoặc python3.13 run.py (Linux).\n"
        f"The program needs Python 3.11, 3.12 or 3.13 but is running on Python {found}. Install Python 3.13, then "
        "run again: py -3.13 run.py (Windows) or python3.13 run.py (Linux)."
    )


def main() -> int:
    """Check the Python, then hand over to the steps; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not be UTF-8 by itself
            stream.reconfigure(encoding="utf-8", errors="replace")
    if not supported(sys.version_info[:3]):
        print(wrong_python(sys.version_info[:3]), file=sys.stderr)
        return 2
    from setup_steps.command import run  # noqa: PLC0415 - its syntax needs the Python just checked

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
