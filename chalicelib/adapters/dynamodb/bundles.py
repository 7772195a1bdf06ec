"""
Entries of evidence that one commit writes lie in one item: an item is paid by the KB, at least one.

The item lies at the place of the first of them, so that two who go on from the same head of a chain meet there, as
they would with an item for each. Nobody may list this table, so an entry is looked for at its own place and then at
the few before it. Outside of this folder nobody sees a bundle: entries go in and come out.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from chalicelib.adapters.dynamodb.codec import Item, RowFormatError, decode, encode, fields_of, row_of
from chalicelib.adapters.dynamodb.keys import BEWIJS, Key, find_key, key_of
from chalicelib.domain.row import Row
from chalicelib.privacy.bewijs import Bewijsstuk

MOST = 6  # entries in one item: compressed about a KB, and how far back one has to be looked for
BUNDLE = "bundel"
_AT = ("pk", "sk", "soort")


def runs(stukken: Iterable[Bewijsstuk]) -> list[list[Bewijsstuk]]:
    """Entries that follow each other in one chain, as many as an item may hold."""
    found: list[list[Bewijsstuk]] = []
    for stuk in sorted(stukken, key=lambda stuk: (stuk.id, stuk.nr)):
        if found and len(found[-1]) < MOST and _follows(found[-1][-1], stuk):
            found[-1].append(stuk)
        else:
            found.append([stuk])
    return found


def pack(run: Sequence[Bewijsstuk]) -> dict[str, Any]:
    """The item of such a run, at the place of its first; of one alone as every row has it."""
    first = encode(run[0])
    if len(run) == 1:
        return first
    text = json.dumps([fields_of(stuk) for stuk in run], separators=(",", ":"), ensure_ascii=False)
    return {name: first[name] for name in _AT} | {BUNDLE: {"B": zlib.compress(text.encode(), 9)}}


def unpack(item: Item) -> list[Row]:
    """The rows of any item. Raises RowFormatError for what is none, or lies out of place."""
    if BUNDLE not in item:
        return [decode(item)]
    stukken = [row_of(Bewijsstuk, fields) for fields in _fields(item[BUNDLE]["B"])]
    place = key_of(stukken[0]) if stukken else None
    if runs(stukken) != [stukken] or place != Key(BEWIJS, item["pk"]["S"], item["sk"]["S"]):
        raise RowFormatError("a bundle with an entry that is not at its own place")
    return list(stukken)


def find(read: Callable[[Sequence[Key]], Iterable[Item]], keys: Sequence[Key]) -> dict[Key, Row]:
    """
    The rows at these places, by `read`, which gives what items lie at some; and others that lie in the same items.
    Of what is not at its own place the place before it is read, and so on, until an item is met or there can be none.
    """
    rows = _by_place(read(keys))
    for back in range(1, MOST):
        places = list(dict.fromkeys(_earlier(keys, rows, back)))
        if not places:
            break
        rows = _by_place(read(places)) | rows
    return rows


def _earlier(keys: Iterable[Key], rows: Mapping[Key, Row], back: int) -> Iterator[Key]:
    """The places so many numbers before those entries of which nothing was met yet."""
    for key in keys:
        nr = int(key.sk) if key.table == BEWIJS else 0
        if nr > back and not any(_place(key.pk, nr - step) in rows for step in range(back)):
            yield _place(key.pk, nr - back)


def _place(owner_id: str, nr: int) -> Key:
    return find_key(Bewijsstuk, f"{owner_id}/{nr}")


def _by_place(items: Iterable[Item]) -> dict[Key, Row]:
    return {key_of(row): row for item in items for row in unpack(item)}


def _follows(one: Bewijsstuk, other: Bewijsstuk) -> bool:
    return (one.id, one.nr + 1) == (other.id, other.nr)


def _fields(packed: Any) -> list[dict[str, Any]]:
    try:
        return list(json.loads(zlib.decompress(packed)))
    except (TypeError, ValueError, zlib.error):
        raise RowFormatError("a bundle that cannot be unpacked") from None
