"""
Reconciles every id of a run from outside: the stores, the evidence, the books of senders and Kredietverstrekkers.

It knows nothing of the run and calls nothing of the broker; each fault names the id that it is about.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from bench.reconcile.chance import CRASH, THROTTLE
from bench.reconcile.record import Received, Record
from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.bezorging import Bezorging
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.levering import TOO_LATE, LeveringStatus
from chalicelib.domain.offerte import Offerte, OfferteStatus, Overeenkomst
from chalicelib.domain.row import Row
from chalicelib.domain.verstrekking import Bericht, BerichtSoort, Toestemming, Verstrekking, VerstrekkingStatus
from chalicelib.privacy.bewijs import Bewijsstuk, first_fault

R = TypeVar("R", bound=Row)
LOST = "lost"
SECOND_ID = "second verstrekking id"
INTENT_AFTER = "intents after withdrawal"
NO_RECALL = "sends before it without a recall"
TWICE = "offers counted twice"
UNEXPLAINED = "unexplained dead letters"
WITHOUT_INTENT = "messages without an intent"
CHAIN = "broken chains"
FAULTS = (LOST, SECOND_ID, INTENT_AFTER, NO_RECALL, TWICE, UNEXPLAINED, WITHOUT_INTENT, CHAIN)

OFFERED, RECALL, OFFER = "aanvraag.aangeboden", "aanvraag.ingetrokken", "offerte.uitgebracht"
WAITS = Bezorging().waits()
STORED = range(200, 300)
# What may be stopped from outside; anything else in a dead letter is a fault of ours.
INJECTED = frozenset({CRASH, THROTTLE})
# However a Verstrekking ends, a sender can see it.
VISIBLE = frozenset(VerstrekkingStatus) - {VerstrekkingStatus.KLAAR}


@dataclass
class Findings:
    """The ids of each fault, and how many pairs of Aanvraag and Kredietverstrekker ended how."""

    faults: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in FAULTS})
    ends: Counter[str] = field(default_factory=Counter)

    def counts(self) -> Counter[str]:
        return Counter({name: len(set(ids)) for name, ids in self.faults.items()})


def reconcile(record: Record) -> Findings:
    books = _Books(record)
    found = Findings()
    checks = {
        LOST: [*_lost(books), *_lost_answers(books)],
        SECOND_ID: _second_ids(books),
        INTENT_AFTER: _intents_after(books),
        NO_RECALL: _without_recall(books),
        TWICE: _counted_twice(books),
        UNEXPLAINED: _unexplained(books),
        WITHOUT_INTENT: _without_intent(books),
        CHAIN: _broken(books),
    }
    for name, ids in checks.items():
        found.faults[name] += ids
    found.ends.update(row.status.value for row in books.of(Verstrekking))
    return found


class _Books:
    """The record, ordered for looking things up."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._rows: defaultdict[type[Row], list[Row]] = defaultdict(list)
        for row in record.rows:
            self._rows[type(row)].append(row)

    def of(self, kind: type[R]) -> list[R]:
        return [row for row in self._rows[kind] if isinstance(row, kind)]

    @cached_property
    def by_pair(self) -> dict[tuple[str, str], list[Verstrekking]]:
        """By the Aanvraag's part of their ids, and recipient."""
        return _grouped((row, (_aanvraag_part(row.id), row.kredietverstrekker_id)) for row in self.of(Verstrekking))

    @cached_property
    def heard(self) -> dict[tuple[str, str], list[Received]]:
        """What was received about a Verstrekking, by kind."""
        return _grouped((one, _subject(one)) for one in self.record.received)

    @cached_property
    def chains(self) -> dict[str, list[Bewijsstuk]]:
        found = _grouped((row, row.id) for row in self.of(Bewijsstuk))
        return {owner: sorted(chain, key=lambda stuk: stuk.nr) for owner, chain in found.items()}

    @cached_property
    def recalls(self) -> dict[str, Bericht]:
        return {row.verstrekking_id: row for row in self.of(Bericht) if row.type is BerichtSoort.INGETROKKEN}

    @cached_property
    def withdrawn(self) -> set[str]:
        """The Verstrekkingen whose permission ended."""
        return {_like("ver", row.id) for row in self.of(Toestemming) if not row.in_force}

    @cached_property
    def deadlines(self) -> dict[str, datetime | None]:
        return {row.id: row.uiterste_reactie for row in self.of(Aanvraag)}

    def intents(self, message_id: str) -> int:
        return self._intents[message_id]

    @cached_property
    def _intents(self) -> Counter[str]:
        return Counter(str(stuk.gegevens["bericht"]) for stuk in self.of(Bewijsstuk) if _is_intent(stuk))


def _lost(books: _Books) -> Iterator[str]:
    """Taken in, and not delivered, refused, visibly failed or cancelled; or said to be, and never received (I1)."""
    for one in books.record.submitted:
        for lessor in one.kredietverstrekkers:
            rows = books.by_pair.get((_aanvraag_part(one.aanvraag_id), lessor), [])
            if not rows or any(_is_unfinished(books, row) for row in rows):
                yield f"{one.aanvraag_id} {lessor}"


def _is_unfinished(books: _Books, row: Verstrekking) -> bool:
    claimed = row.levering.status is LeveringStatus.GELEVERD
    arrived = bool(books.heard.get((row.id, OFFERED)))
    return row.status not in VISIBLE or row.levering.open or (claimed and not arrived)


def _lost_answers(books: _Books) -> Iterator[str]:
    """An Offerte that a Kredietverstrekker was told is stored, and is not; a later message that never ended."""
    stored = Counter(offer.verstrekking_id for offer in books.of(Offerte))
    yield from (row for row, count in _offers_said(books).items() if stored[row] < count)
    for bericht in books.of(Bericht):
        claimed = bericht.levering.status is LeveringStatus.GELEVERD
        arrived = bool(books.heard.get((bericht.verstrekking_id, bericht.type.value)))
        if bericht.levering.open or (claimed and not arrived):
            yield bericht.id


def _second_ids(books: _Books) -> Iterator[str]:
    """More than one id for an Aanvraag, a Kredietverstrekker and a version, stored or received (I2)."""
    ids: defaultdict[tuple[str, str, int], set[str]] = defaultdict(set)
    for row in books.of(Verstrekking):
        ids[_aanvraag_part(row.id), row.kredietverstrekker_id, row.versie].add(row.id)
    for (_, kind), several in books.heard.items():
        for one in several if kind == OFFERED else ():
            data = json.loads(one.body)["data"]
            key = (_aanvraag_part(data["aanvraag_id"]), one.kredietverstrekker_id, data["versie"])
            ids[key] |= {one.message_id, data["verstrekking_id"]}
    yield from (" ".join(sorted(found)) for found in ids.values() if len(found) > 1)


def _intents_after(books: _Books) -> Iterator[str]:
    """In the order of the evidence: a disclosure of which the permission had ended (I4)."""
    without_consent = {RECALL, BerichtSoort.OFFERTE_NIET_GEKOZEN.value}
    for chain in books.chains.values():
        ended: set[str] = set()
        for stuk in chain:
            if stuk.gebeurtenis == "toestemming.ingetrokken":
                ended |= {_like("ver", one) for one in _listed(stuk, "toestemmingen")}
            late = _is_intent(stuk) and stuk.gegevens["verstrekking"] in ended
            if late and stuk.gegevens["soort"] not in without_consent:
                yield f"{stuk.id}/{stuk.nr}"


def _without_recall(books: _Books) -> Iterator[str]:
    """Bytes may have left or did arrive, the permission ended, and the Kredietverstrekker was not told so."""
    for row in books.of(Verstrekking):
        if row.id not in books.withdrawn or not (books.intents(row.id) or books.heard.get((row.id, OFFERED))):
            continue
        recall = books.recalls.get(row.id)
        told = books.heard.get((row.id, RECALL))
        if recall is None or not (told or recall.levering.status is LeveringStatus.MISLUKT):
            yield row.id


def _counted_twice(books: _Books) -> Iterator[str]:
    """More Offertes than were made; two that are open at once; more than one Overeenkomst of an Aanvraag."""
    said = _offers_said(books)
    standing = Counter(
        offer.verstrekking_id for offer in books.of(Offerte) if offer.status is OfferteStatus.UITGEBRACHT
    )
    yield from (row for row, count in standing.items() if count > 1)
    stored = Counter(offer.verstrekking_id for offer in books.of(Offerte))
    yield from (row for row, count in stored.items() if count > said[row])
    ids = Counter(offer.id for offer in books.of(Offerte))
    yield from (one for one, count in ids.items() if count > 1)
    agreed = Counter(_aanvraag_part(row.id) for row in books.of(Overeenkomst))
    yield from (one for one, count in agreed.items() if count > 1)


def _unexplained(books: _Books) -> Iterator[str]:
    """A queue message that failed by itself; a delivery that was given up before its tries or its time were used."""
    for letter in books.record.dead_letters:
        if not set(letter.reasons) <= INJECTED:
            yield letter.aanvraag_id
    rows: list[Verstrekking | Bericht] = [*books.of(Verstrekking), *books.of(Bericht)]
    for row in rows:
        if row.levering.status is LeveringStatus.MISLUKT and not _used_up(books, row):
            yield row.id


def _used_up(books: _Books, row: Verstrekking | Bericht) -> bool:
    until = row.uiterlijk if isinstance(row, Bericht) else books.deadlines[_like("aan", row.id)[:38]]
    tries, last = row.levering.pogingen, row.levering.laatste_poging
    if last is None or until is None:
        return row.levering.reden == TOO_LATE
    return tries > len(WAITS) or last + WAITS[tries - 1] > until


def _without_intent(books: _Books) -> Iterator[str]:
    """More of the same message arrived than were intended, repeats on the way apart (I3)."""
    yield from {one.message_id for one in books.record.received if not books.intents(one.message_id)}


def _broken(books: _Books) -> Iterator[str]:
    """Evidence that does not fit together (I5)."""
    yield from (row.id for row in books.of(Dossier) if first_fault(row, books.chains.get(row.id, [])) is not None)


def _offers_said(books: _Books) -> Counter[str]:
    """Offertes that were told to be stored, each message once, by Verstrekking."""
    kept = {
        (one.verstrekking_id, one.message_id) for one in books.record.said if one.kind == OFFER and one.status in STORED
    }
    return Counter(row for row, _ in kept)


def _is_intent(stuk: Bewijsstuk) -> bool:
    return stuk.gebeurtenis == "verstrekking.voorgenomen"


def _listed(stuk: Bewijsstuk, name: str) -> Sequence[str]:
    found = stuk.gegevens[name]
    return found if isinstance(found, tuple) else ()


def _subject(one: Received) -> tuple[str, str]:
    body = json.loads(one.body)
    return body["data"]["verstrekking_id"], body["type"]


def _like(kind: str, some_id: str) -> str:
    return f"{kind}_{some_id.partition('_')[2]}"


def _aanvraag_part(some_id: str) -> str:
    return some_id.partition("_")[2][:34]


V = TypeVar("V")
K = TypeVar("K")


def _grouped(pairs: Iterable[tuple[V, K]]) -> dict[K, list[V]]:
    found: defaultdict[K, list[V]] = defaultdict(list)
    for value, key in pairs:
        found[key].append(value)
    return dict(found)
