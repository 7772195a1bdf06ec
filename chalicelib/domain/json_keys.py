"""
What pydantic does not tell about a JSON body: keys that stand twice, and names of a BSN.

A key that stands twice ends up in a model once, and others may read the first where we read the last. Looking for
it means a second parse in Python, so first the keys are counted, which costs microseconds.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from chalicelib.domain.bsn import is_forbidden_name
from chalicelib.errors import Fault

_NAME = re.compile(r"[a-z0-9_]{1,64}")
_NINE_DIGITS = re.compile(r"[0-9]{9}")


class _Members(list[tuple[str, Any]]):
    """An object as its pairs, in order, repeats included."""


_NOT_A_NUMBER = object()


def joined(path: tuple[str | int, ...]) -> str:
    """
    A dotted path that holds names only: it ends before the first part that could be somebody's text.

    The contract allows `[a-z0-9_]{1,64}`; nine digits in a row are left out as well, they could be a BSN.
    """
    names: list[str] = []
    for part in map(str, path):
        if not _NAME.fullmatch(part) or _NINE_DIGITS.search(part):
            break
        names.append(part)
    return ".".join(names)


def repeats_a_key(raw: bytes, value: BaseModel) -> bool:
    """
    Whether well-formed `raw` has more keys than `value` took from it.

    Exact for models that refuse unknown fields and whose validators keep the shape of the input; a surplus for any
    other reason only costs the search.
    """
    return _keys_in(raw) != _keys_of(value)


def scan(raw: bytes) -> tuple[Fault, ...]:
    """Keys that stand twice, names of a BSN and numbers that are none, at any depth, in well-formed JSON."""
    tree = json.loads(
        raw.decode(),
        object_pairs_hook=_Members,
        parse_int=_ignored,
        parse_float=_ignored,
        parse_constant=lambda _: _NOT_A_NUMBER,
    )
    return tuple(dict.fromkeys(_findings(tree)))


def _keys_in(raw: bytes) -> int:
    """Colons outside texts: without escapes every second piece between quotes lies outside one."""
    if b"\\" in raw:
        raw = raw.replace(b"\\\\", b"").replace(b'\\"', b"")
    return b"".join(raw.split(b'"')[::2]).count(b":")


def _keys_of(value: object) -> int:
    if isinstance(value, BaseModel):
        given, fields = value.model_fields_set, value.__dict__
        nested = [name for name in _nesting_fields(type(value)) if name in given]
        return len(given) + sum(_keys_of(fields[name]) for name in nested)
    if isinstance(value, dict):
        return len(value) + sum(map(_keys_of, value.values()))
    return sum(map(_keys_of, value)) if isinstance(value, tuple | list) else 0


@cache
def _nesting_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """The few fields that can hold keys of their own; asking each value what it is would cost more than the parse."""
    return tuple(name for name, field in model.model_fields.items() if _nests(field.annotation))


def _nests(annotation: Any) -> bool:
    if annotation in (Any, object) or get_origin(annotation) in (dict, Mapping):
        return True
    if isinstance(annotation, type) and issubclass(annotation, BaseModel | dict):
        return True
    return any(map(_nests, get_args(annotation)))


def _ignored(_: str) -> None:
    """Numbers do not matter here, and a long one would be costly to read."""


def _findings(tree: object) -> Iterator[Fault]:
    """Depth first with a stack of its own, so that nesting costs no recursion."""
    todo: list[tuple[tuple[str | int, ...], object]] = [((), tree)]
    while todo:
        path, value = todo.pop()
        if value is _NOT_A_NUMBER:
            yield Fault(joined(path), "json.getal")
        elif isinstance(value, _Members):
            yield from _key_faults(path, value)
            todo.extend(((*path, key), item) for key, item in value)
        elif isinstance(value, list):
            todo.extend(((*path, index), item) for index, item in enumerate(value))


def _key_faults(path: tuple[str | int, ...], members: _Members) -> Iterator[Fault]:
    seen: set[str] = set()
    for key, _ in members:
        if key in seen:
            yield Fault(joined((*path, key)), "sleutel.dubbel")
        if is_forbidden_name(key):
            yield Fault(joined((*path, key)), "bsn.verboden")
        seen.add(key)
