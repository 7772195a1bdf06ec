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
    """Of a module with its source, or of one whose bytecode stands in its place."""
    alone = source.with_suffix(".pyc")
    compiled = alone if alone.exists() else Path(importlib.util.cache_from_source(str(source)))
    if not compiled.exists():
        return "none"
    raw = compiled.read_bytes()
    if raw[:4] != importlib.util.MAGIC_NUMBER:
        return "of another Python"
    if int.from_bytes(raw[4:8], "little") != UNCHECKED:
        return "checked"
    if source.exists() == alone.exists():
        return "both or neither of source and bytecode alone"
    if source.exists() and raw[8:HEADER] != importlib.util.source_hash(source.read_bytes()):
        return "of another source"
    code = marshal.loads(raw[HEADER:])  # noqa: S302 - made by this build
    whole = isinstance(code, CodeType) and code.co_filename == f"/var/task/{source.relative_to(TREE).as_posix()}"
    return "" if whole else "no code of this module"


alone = [path.with_suffix(".py") for path in TREE.rglob("*.pyc") if path.parent.name != "__pycache__"]
sources = sorted({*TREE.rglob("*.py"), *alone})
faults = {str(source.relative_to(TREE)): fault(source) for source in sources}
orphans = len(list(TREE.rglob("*.pyc"))) - len(sources)
faulty = {name: one for name, one in faults.items() if one}
libraries = sorted({one.relative_to(TREE).parts[0] for one in alone})
sys.stdout.write(json.dumps({"modules": len(sources), "orphans": orphans, "faults": faulty, "alone": libraries}))
