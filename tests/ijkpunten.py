"""Nights of `controle` in memory: what they sign, and what they find."""

from datetime import datetime, timedelta
from typing import TypeVar

import jwt

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ijkpunt import Ijkpunt, Kop
from chalicelib.domain.row import Chained, Row
from chalicelib.usecases.check_koppen import KoppenUitkomst, check_koppen
from chalicelib.usecases.checkpoint_koppen import checkpoint_koppen
from tests.broker import Bench
from tests.fakes.clock import START

R = TypeVar("R", bound=Row)


def night(bench: Bench, number: int = 1) -> datetime:
    return (START + timedelta(days=number)).replace(hour=4)


def sign(bench: Bench, number: int = 1) -> int:
    bench.clock.move_to(night(bench, number))
    return checkpoint_koppen(bench.broker)


def look(bench: Bench) -> KoppenUitkomst:
    return check_koppen(bench.broker, bench.clock.now())


def parts(bench: Bench) -> list[Ijkpunt]:
    """What anybody reads with the published key and without us."""
    [key] = bench.broker.signer.public_keys()
    found = [
        jwt.api_jws.decode(jws, jwt.PyJWK(dict(key)), ["ES256"]) for _, jws in sorted(bench.ijkpunten.entries.items())
    ]
    return [Ijkpunt.model_validate_json(payload) for payload in found]


def heads(bench: Bench) -> set[Kop]:
    """Of nights that are whole."""
    found = parts(bench)
    whole = {part.begonnen_op for part in found if part.laatste}
    return {kop for part in found if part.begonnen_op in whole for kop in part.koppen}


def current(bench: Bench) -> set[Kop]:
    rows = [row for row in bench.store.rows() if isinstance(row, Chained) and row.bewijs_nr]
    return {Kop(id=row.id, nr=row.bewijs_nr, kop=row.bewijs_kop) for row in rows}


def change(bench: Bench, vendor: Actor, dossier_id: str) -> None:
    bench.concept(vendor, dossier_id)


def found(bench: Bench, kind: type[R], row_id: str) -> R:
    row = bench.store.get(kind, row_id)
    assert row
    return row
