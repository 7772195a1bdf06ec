"""
What stands behind a bewaarblokkade, for role `juridisch`: its reason, and the dossier that it keeps (I10).

Each reading is on record before anything is shown, with the doel that its ground gives.
"""

from dataclasses import dataclass
from typing import Any

from chalicelib.domain.bewaarblokkade import INHOUD, Bewaarblokkade, BlokkadeGrond
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.row import Inhoud, inhoud_key
from chalicelib.usecases.content import open_records
from chalicelib.usecases.found_bewaarblokkade import found_bewaarblokkade
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import settle

# Art. 5 lid 12 where a law or a court asks, else art. 5 lid 6.
BY_LAW = frozenset({BlokkadeGrond.TOEZICHT, BlokkadeGrond.GERECHTELIJK_BEVEL, BlokkadeGrond.VERZOEK})


@dataclass(frozen=True)
class Opened:
    """One record of a dossier, readable."""

    record: Inhoud
    inhoud: dict[str, Any]


def read_bewaarblokkade(broker: Broker, actor: Actor, blokkade_id: str) -> tuple[Bewaarblokkade, str | None]:
    """The hold and its reason; a case that placed one gave none."""
    return settle(broker, lambda: _read(broker, actor, blokkade_id))


def read_held_dossier(broker: Broker, actor: Actor, blokkade_id: str) -> tuple[Dossier, list[Opened]]:
    """Everything that is kept of the dossier: each record in each revision, in order."""
    return settle(broker, lambda: _read_dossier(broker, actor, blokkade_id))


def _read(broker: Broker, actor: Actor, blokkade_id: str) -> tuple[Bewaarblokkade, str | None]:
    state, row = found_bewaarblokkade(broker, blokkade_id)
    key = inhoud_key(INHOUD, row.id, 1)
    records = [record for record in state.inhoud.values() if record.key() == key]
    _, contents = open_records(broker, state, actor.account_id, _doel(row), records)
    return row, contents[0]["reden"] if contents else None


def _read_dossier(broker: Broker, actor: Actor, blokkade_id: str) -> tuple[Dossier, list[Opened]]:
    state, row = found_bewaarblokkade(broker, blokkade_id)
    records = sorted(
        (record for record in state.inhoud.values() if record.model != INHOUD), key=lambda record: record.key()
    )
    state, contents = open_records(broker, state, actor.account_id, _doel(row), records)
    return state.dossier, [Opened(record, content) for record, content in zip(records, contents, strict=True)]


def _doel(row: Bewaarblokkade) -> Doel:
    return Doel.WET if row.grond in BY_LAW else Doel.NALEVING
