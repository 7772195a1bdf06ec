"""The counts that the cost model rests on, taken from the code, kept in counts.json, and checked by a test."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.aanvraag import Parties, invite, play, submit
from bench.inputs import full_dossier, small_dossier
from bench.metered import Invocation, MeteredStage, metered
from bench.parameters import ASSUMPTIONS
from bench.stage import ran_until
from bench.units import item_bytes
from chalicelib.adapters.aws import make_session
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import dossier_of
from chalicelib.handlers.scheduled import on_herstel
from chalicelib.usecases.destroy_dossier import destroy_dossier
from chalicelib.usecases.due_work import SETTLED
from tests.functional.moto_tables import store_settings

PATH = Path(__file__).with_name("counts.json")
HERSTEL, BEWAARTERMIJNEN = "Herstel", "Bewaartermijnen"  # logical names of infra/functions.yaml
ITEM_OVERHEAD = 100  # bytes that storage adds to each item, in a table and in an index
INDEXED = ("due_bucket", "eigenaar", "kop_bucket")  # what puts an item into one of the indexes
EVENTS = ("in_memory", "alone")


@dataclass(frozen=True)
class Counts:
    """
    `in_memory`: one Aanvraag whose keys are all in memory, as bench/calls.py counts it. `alone`: each step comes more
    than a minute after the one before, so that no key is. `herstel`: a run that finds nothing. `destroyed`: one
    dossier, its share of the sweep. `stored`: bytes of one Aanvraag per table, indexes included.
    """

    in_memory: Sequence[Invocation]
    alone: Sequence[Invocation]
    herstel: Invocation
    destroyed: Invocation
    stored: Mapping[str, int]


def count() -> Counts:
    """From the code as it is; no clock of this machine has a part in it."""
    with metered() as stage:
        parties = invite(stage)
        play(stage, parties, small_dossier())
        before = _stored(stage)
        in_memory, _ = _one(stage, parties)
        stored = {name: size - before[name] for name, size in _stored(stage).items()}
        stage.age.apart = True
        alone, path = _one(stage, parties)
        return Counts(in_memory, alone, _herstel(stage), _destroyed(stage, path), stored)


def read() -> Counts:
    return counts_of(json.loads(PATH.read_text(encoding="utf-8")))


def counts_of(raw: Mapping[str, Any]) -> Counts:
    """From what `asdict` makes of it, by way of JSON."""
    several = {name: tuple(Invocation(**one) for one in raw[name]) for name in EVENTS}
    return Counts(
        **several, herstel=Invocation(**raw["herstel"]), destroyed=Invocation(**raw["destroyed"]), stored=raw["stored"]
    )


def write(counts: Counts) -> None:
    PATH.write_text(json.dumps(asdict(counts), indent=1) + "\n", encoding="utf-8")


def _one(stage: MeteredStage, parties: Parties) -> tuple[Sequence[Invocation], str]:
    """Of a full dossier, the dearer one; its sender looks a few times, then compares. With its path."""
    stage.invocations.clear()
    path = submit(stage, parties, full_dossier(), looks=ASSUMPTIONS.flow["looks"])
    stage.call("GET", f"{path}/offertes?sorteer=effectief", token=parties.token)
    return tuple(stage.invocations), path


def _herstel(stage: MeteredStage) -> Invocation:
    """The second of two runs, after nights without work: the first finds what the Aanvragen left to be looked at."""
    ran_until(stage, datetime.now(UTC).date() - SETTLED)
    for _ in range(2):
        stage.run(HERSTEL, on_herstel, datetime.now(UTC).isoformat())
    return stage.invocations[-1]


def _destroyed(stage: MeteredStage, path: str) -> Invocation:
    """What the sweep does with one dossier that it was pointed to."""
    with stage.metered_call(BEWAARTERMIJNEN, "one dossier"):
        store = stage.http.store
        state = store.load_dossier(dossier_of(path.rpartition("/")[2]))
        if state is None:
            raise RuntimeError("the dossier is gone already")
        destroy_dossier(stage.http, state, "voorbeeld", SYSTEEM, datetime.now(UTC))
    return stage.invocations[-1]


def _stored(stage: MeteredStage) -> dict[str, int]:
    client = make_session(store_settings()).dynamodb
    tables = {"broker": stage.settings.table_broker, "sleutels": stage.settings.table_sleutels}
    tables["bewijs"] = stage.settings.table_bewijs
    found = {}
    for name, table in tables.items():
        items: list[Any] = client.scan(TableName=table)["Items"]
        indexed = sum(name in item for item in items for name in INDEXED)
        found[name] = sum(map(item_bytes, items)) + ITEM_OVERHEAD * (len(items) + 2 * indexed)
    return found
