"""Example bodies, and variations of them for tests."""

import copy
import json
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parents[1] / "examples"
Body = dict[str, Any]


def example(name: str) -> Body:
    body: Body = json.loads((EXAMPLES / f"{name}.json").read_bytes())
    return body


def klant() -> Body:
    return example("dossier-klant")


def consument() -> Body:
    return example("dossier-consument")


def lease() -> Body:
    return example("aanvraag-financial-lease")


def changed(body: Body, path: str, value: Any) -> Body:
    """A copy with another value at a dotted path; list indexes are numbers."""
    result = copy.deepcopy(body)
    *parents, last = path.split(".")
    place: Any = result
    for part in parents:
        place = place[int(part)] if part.isdigit() else place.setdefault(part, {})
    place[last] = value
    return result


def without(body: Body, path: str) -> Body:
    """A copy without what stands at a dotted path."""
    result = changed(body, path, None)
    *parents, last = path.split(".")
    place: Any = result
    for part in parents:
        place = place[int(part)] if part.isdigit() else place[part]
    del place[last]
    return result


def raw(body: object) -> bytes:
    return json.dumps(body).encode()
