"""Imports every module of our own in an unpacked artefact, with all that they import inside functions."""

import importlib
import json
import sys
from pathlib import Path

tree = Path(sys.argv[1])
sys.path.insert(0, str(tree))
names = [".".join(path.relative_to(tree).with_suffix("").parts) for path in sorted((tree / "chalicelib").rglob("*.py"))]
for name in [*names, *sys.argv[2:]]:
    importlib.import_module(name.removesuffix(".__init__"))
sys.stdout.write(json.dumps(len(names)))
