"""Stands for the server in the tests of run.py: says how it was started and, if asked to, stays."""

import json
import os
import sys
from pathlib import Path

NAMES = ("PYTHONUTF8", "PROJ_NETWORK", "HTTPS_PROXY", "NO_PROXY", "LIEN_TINH_TOKEN")
started = {
    "arguments": sys.argv[1:],
    "folder": str(Path.cwd()),
    "env": {name: os.environ.get(name) for name in NAMES},
    "process": os.getpid(),
}
sys.stdout.write(json.dumps(started, ensure_ascii=False) + "\n")
sys.stdout.flush()
if os.environ.get("STAY"):
    sys.stdin.read()  # until the starter is gone, as the server does
