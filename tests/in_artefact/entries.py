"""Imports one module of an unpacked artefact and prints what came along."""

import importlib
import json
import sys

sys.path.insert(0, sys.argv[1])
importlib.import_module(sys.argv[2])
sys.stdout.write(json.dumps(sorted(sys.modules)))
