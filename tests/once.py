"""What takes long is made once in a test run, by the first worker that asks; the others wait for it."""

import fcntl
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def run_folder(temporary: pytest.TempPathFactory) -> Path:
    """A temporary folder that all workers of this test run share."""
    base = temporary.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def once(folder: Path, make: Callable[[], Any]) -> Any:
    """What `make` gave whoever was first, as JSON has it. Other files in the folder are the maker's."""
    folder.mkdir(exist_ok=True)
    state = folder / "made.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not state.exists():
            state.write_text(json.dumps(make()), encoding="utf-8")
    return json.loads(state.read_text(encoding="utf-8"))
