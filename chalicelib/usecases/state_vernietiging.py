"""
The vernietigingsverklaring (art. 8 lid 1, art. 9 lid 3): what was destroyed, where, when and by which rule, signed.

Whoever has it can prove it later with the published key alone, also when we are gone. It says nothing about a person:
the receipt that it is made of is pseudonymous, and who asked for the destruction is left out.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import is_id
from chalicelib.domain.model import Model
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.errors import IllegalState, NotFound
from chalicelib.usecases.ports.broker import Broker

TYP = "vernietigingsverklaring+jws"
OURS = "vern"


class Feiten(Model):
    """What is signed; `regel` is the rule by which, `opslag` a line per store."""

    soort: str = "vernietigingsverklaring"
    versie: int = 1
    uitgever: str = "Lease-deal"
    id: str
    vernietigd_id: str
    regel: str
    begonnen_op: datetime
    uitgevoerd_op: datetime
    opslag: tuple[str, ...]
    afgegeven_op: datetime


@dataclass(frozen=True)
class Verklaring:
    """The facts, and the compact JWS whose payload is those facts as `canonical` JSON."""

    feiten: Feiten
    jws: str


def state_vernietiging(broker: Broker, actor: Actor, dossier_id: str) -> Verklaring:
    """For whoever had it destroyed. Raises NotFound for anybody else, IllegalState while it is under way."""
    receipt = broker.store.get(Vernietiging, dossier_id) if is_id("dos", dossier_id) else None
    if receipt is None or receipt.door != actor.account_id:
        raise NotFound
    return _signed(broker, receipt)


def state_any_vernietiging(broker: Broker, vernietiging_id: str) -> Verklaring:
    """For operators, by the id of the receipt: of a dossier, or of a contact person."""
    kind, _, rest = vernietiging_id.partition("_")
    ids = [f"{root}_{rest}" for root in ("dos", "kre")] if kind == OURS else []
    found = [broker.store.get(Vernietiging, one) for one in ids if is_id(one[:3], one)]
    receipt = next((row for row in found if row is not None), None)
    if receipt is None:
        raise NotFound
    return _signed(broker, receipt)


def canonical(feiten: Feiten) -> bytes:
    """
    Sorted keys, no space, UTF-8. For texts, lists and whole numbers, which is all there is, that is the form of
    RFC 8785; a verifier needs to know neither, because the signed bytes are in the JWS itself.
    """
    body: dict[str, Any] = feiten.model_dump(mode="json")
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _signed(broker: Broker, receipt: Vernietiging) -> Verklaring:
    if not receipt.klaar:
        raise IllegalState("vernietiging.bezig")
    feiten = Feiten(
        id=f"{OURS}_{receipt.id.partition('_')[2]}",
        vernietigd_id=receipt.id,
        regel=receipt.regel,
        begonnen_op=_seconds(receipt.begonnen_op or receipt.uitgevoerd_op),
        uitgevoerd_op=_seconds(receipt.uitgevoerd_op),
        opslag=receipt.opslag,
        afgegeven_op=_seconds(broker.clock.now()),
    )
    return Verklaring(feiten, broker.signer.sign(canonical(feiten), TYP))


def _seconds(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
