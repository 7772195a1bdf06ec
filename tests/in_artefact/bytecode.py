"""Prints the modules of an unpacked artefact whose bytecode Python would not take as it is, and how many there are."""

import importlib.util
import json
import marshal
import sys
from pathlib import Path
from types import CodeType

UNCHECKED = 0b01  # by hash, and not to be compared with the source
HEADER = 16
TREE = Path(sys.argv[1])


def fault(source: Path) -> str:
    compiled = Path(importlib.util.cache_from_source(str(source)))
    if not compiled.exists():
        return "none"
    raw = compiled.read_bytes()
    if raw[:4] != importlib.util.MAGIC_NUMBER:
        return "of another Python"
    if int.from_bytes(raw[4:8], "little") != UNCHECKED:
        return "checked"
    if raw[8:HEADER] != importlib.util.source_hash(source.read_bytes()):
        return "of another source"
    code = marshal.loads(raw[HEADER:])  # noqa: S302 - made by this build
    whole = isinstance(code, CodeType) and code.co_filename == f"/var/task/{source.relative_to(TREE).as_posix()}"
    return "" if whole else "no code of this module"


sources = sorted(TREE.rglob("*.py"))
faults = {str(source.relative_to(TREE)): fault(source) for source in sources}
orphans = len(list(TREE.rglob("*.pyc"))) - len(sources)
faulty = {name: one for name, one in faults.items() if one}
sys.stdout.write(json.dumps({"modules": len(sources), "orphans": orphans, "faults": faulty}))
