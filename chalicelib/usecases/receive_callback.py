"""
A Kredietverstrekker answers (design 6.3): signature on raw bytes first, then form, then whether it may.

One transaction stores the receipt, the encrypted answer and the new state; a message counts as seen only when its
answer is stored. The order of checks is the contract's: 401, 413, 422, 404, 410, 409.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib import events
from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.callback import AFTER_DEADLINE, CallbackSoort, Gegevens, message_model
from chalicelib.domain.ids import aanvraag_of, dossier_of, is_id, sibling
from chalicelib.domain.kalender import today
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.model import Model
from chalicelib.domain.parse import parse
from chalicelib.domain.register_rows import Ontvangst, Vernietiging
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import ToestemmingStatus, Verstrekking, VerstrekkingStatus
from chalicelib.errors import (
    BadSignature,
    Conflict,
    Gone,
    IllegalState,
    InvalidInput,
    NotFound,
    TooLarge,
    Undecryptable,
)
from chalicelib.privacy.bewaartermijn import ONTVANGST
from chalicelib.usecases.apply_callback import apply_callback
from chalicelib.usecases.messages import OUTGOING, secrets_of
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter, settle

MAX_BODY = 256 * 1024
MAX_TYPE = 64
REMEMBERED = timedelta(days=ONTVANGST.dagen)
# One that is unknown or has ended is checked against this, headers and all: it gets the one refusal that everybody
# gets. It costs less, for no key is fetched; who takes part is no secret, every sender may list them.
NOBODY = "whsec_" + "A" * 43 + "="


class CallbackAntwoord(Model):
    """`opgeslagen` when stored now, `al_ontvangen` when this very message was stored before."""

    status: str
    offerte_id: str | None = None


@dataclass(frozen=True)
class _Signed:
    """A message that is provably from this Kredietverstrekker."""

    lessor_id: str
    message_id: str
    soort: CallbackSoort
    data: Gegevens
    receipt: Ontvangst


def receive_callback(
    broker: Broker, lessor_id: str, headers: Mapping[str, str], raw: bytes
) -> tuple[bool, CallbackAntwoord]:
    """(stored now, answer). Raises BadSignature, TooLarge, InvalidInput, NotFound, Gone or IllegalState."""
    message_id = verified(broker, lessor_id, headers, raw)
    if len(raw) > MAX_BODY:
        raise TooLarge
    return take_in_asked(broker, lessor_id, message_id, raw)


def take_in_asked(broker: Broker, lessor_id: str, message_id: str, raw: bytes) -> tuple[bool, CallbackAntwoord]:
    """The same for what is known to be theirs without a signature: it was asked for, or their staff signed in."""
    soort, data = _parsed(raw)
    receipt = receipt_of(broker, lessor_id, message_id, data.verstrekking_id, raw)
    signed = _Signed(lessor_id, message_id, soort, data, receipt)
    _refuse_dates(broker, signed)
    return settle(broker, lambda: _take_in(broker, signed))


def receipt_of(broker: Broker, lessor_id: str, message_id: str, verstrekking_id: str, content: bytes) -> Ontvangst:
    """By which a message is known again: each counts once, under its own id."""
    return Ontvangst(
        id=broker.vault.keyed_hash("ontvangst", f"{lessor_id}\n{message_id}"),
        vingerafdruk=broker.vault.keyed_hash("ontvangst-inhoud", content),
        verstrekking_id=verstrekking_id,
        tot=broker.clock.now() + REMEMBERED,
    )


def refuse_reused(lessor_id: str, receipt: Ontvangst, seen: Ontvangst) -> None:
    """The same message again is fine; its id on another message is not, and somebody should look."""
    if seen.vingerafdruk != receipt.vingerafdruk:
        events.emit(events.CALLBACK_ID_REUSED, kredietverstrekker=lessor_id, verstrekking=receipt.verstrekking_id)
        raise IllegalState("webhook-id.hergebruikt", veld="webhook-id")


def verified(broker: Broker, lessor_id: str, headers: Mapping[str, str], raw: bytes) -> str:
    """
    The id of a message that is signed by this Kredietverstrekker. One that has ended is as unknown as one that never
    was; one that is suspended is heard, for what it says about running matters comes once.
    """
    now = broker.clock.now()
    secrets = secrets_heard(broker, lessor_id)
    message_id = broker.signatures.verify(secrets or [NOBODY], headers, raw, now)
    if not secrets:
        raise BadSignature
    return message_id


def secrets_heard(broker: Broker, lessor_id: str) -> list[str]:
    """
    What a message of this Kredietverstrekker may be signed with; nothing where nobody can be heard.

    A secret that cannot be read proves nothing, so that its owner is refused like everybody: that is for us to mend.
    """
    lessor = broker.store.get(Kredietverstrekker, lessor_id) if is_id("kre", lessor_id) else None
    if lessor is None or lessor.ended:
        return []
    try:
        return secrets_of(broker, lessor)
    except Undecryptable:
        events.emit(events.SECRET_UNREADABLE, kredietverstrekker=lessor_id)
        return []


def _parsed(raw: bytes) -> tuple[CallbackSoort, Gegevens]:
    """The kind and data of a signed body. One of our own kinds sent back is a reflection: BadSignature."""
    kind = _kind(raw)
    if kind in OUTGOING:
        raise BadSignature
    if kind not in set(CallbackSoort):
        raise InvalidInput.one("type", "type.onbekend")
    soort = CallbackSoort(kind)
    data: Gegevens = getattr(parse(message_model(soort), raw, geen_bsn=True), "data")  # noqa: B009 - made by create_model
    return soort, data


def _kind(raw: bytes) -> str:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise InvalidInput.one("", "json.vorm") from None
    kind = body.get("type") if isinstance(body, dict) else None
    return kind if isinstance(kind, str) and len(kind) <= MAX_TYPE else ""


def _refuse_dates(broker: Broker, signed: _Signed) -> None:
    """What is badly formed comes before 404, 410 and 409; a message that we hold was right on the day it came."""
    faults = signed.data.faults(today(broker.clock.now()))
    if faults and broker.store.get(Ontvangst, signed.receipt.id) is None:
        raise InvalidInput(*faults)


def _take_in(broker: Broker, signed: _Signed) -> tuple[bool, CallbackAntwoord]:
    """
    A message seen before is looked up only when it cannot be stored: storing it twice would fail on its receipt,
    and a second copy finds the state already moved.
    """
    state, row = _find(broker, signed)
    try:
        return True, _store(broker, signed, state, row)
    except (Conflict, Gone, IllegalState, InvalidInput):
        seen = broker.store.get(Ontvangst, signed.receipt.id)
        if seen is None:
            raise
    return False, _seen_before(broker, signed, state, row, seen)


def _store(broker: Broker, signed: _Signed, state: DossierState, row: Verstrekking) -> CallbackAntwoord:
    now = broker.clock.now()
    _refuse_gone(state, row, signed.soort, now)
    _refuse_early(state.aanvraag(aanvraag_of(row.id)), row, signed.data)
    writer = DossierWriter(state, now, signed.lessor_id)
    writer.insert(signed.receipt)
    offerte_id = apply_callback(broker, writer, row, signed.soort, signed.data, signed.message_id)
    writer.evidence(
        "callback.ontvangen",
        verstrekking=row.id,
        soort=signed.soort,
        bericht=signed.receipt.id,
        digest=signed.receipt.vingerafdruk,
    )
    writer.commit(broker)
    until = state.aanvraag(aanvraag_of(row.id)).uiterste_reactie
    events.emit(
        events.CALLBACK_STORED,
        aanvraag=aanvraag_of(row.id),
        kredietverstrekker=signed.lessor_id,
        verstrekking=row.id,
        soort=signed.soort,
        rest=max(0, int((until - now).total_seconds())) if until else None,
    )
    return CallbackAntwoord(status="opgeslagen", offerte_id=offerte_id)


def _seen_before(
    broker: Broker, signed: _Signed, state: DossierState, row: Verstrekking, seen: Ontvangst
) -> CallbackAntwoord:
    if seen.vingerafdruk != signed.receipt.vingerafdruk:
        _refuse_gone(state, row, signed.soort, broker.clock.now())
    refuse_reused(signed.lessor_id, signed.receipt, seen)
    return CallbackAntwoord(status="al_ontvangen")


def _find(broker: Broker, signed: _Signed) -> tuple[DossierState, Verstrekking]:
    """What the message is about. Another's Verstrekking is as unknown as one that never was."""
    row_id = signed.data.verstrekking_id
    if not is_id("ver", row_id):
        raise NotFound
    state = broker.store.load_dossier(dossier_of(row_id))
    if state is None or state.dossier.vernietigd:
        _refuse_erased(broker, signed.lessor_id, row_id)
    row = state.verstrekkingen.get(row_id) if state else None
    if state is None or row is None or row.kredietverstrekker_id != signed.lessor_id:
        raise NotFound
    return state, row


def _refuse_erased(broker: Broker, lessor_id: str, row_id: str) -> None:
    ledger = broker.store.get(Vernietiging, dossier_of(row_id))
    if ledger is not None and f"{row_id}:{lessor_id}" in ledger.verstrekkingen:
        raise Gone


def _refuse_gone(state: DossierState, row: Verstrekking, soort: CallbackSoort, now: datetime) -> None:
    aanvraag = state.aanvraag(aanvraag_of(row.id))
    consent = state.toestemmingen.get(sibling("toe", row.id))
    taken_back = consent is None or consent.status is ToestemmingStatus.INGETROKKEN
    withdrawn = row.status is VerstrekkingStatus.INGETROKKEN or taken_back
    late = aanvraag.uiterste_reactie is not None and now >= aanvraag.uiterste_reactie
    if withdrawn or state.dossier.withheld(now) or (late and soort not in AFTER_DEADLINE):
        raise Gone


def _refuse_early(aanvraag: Aanvraag, row: Verstrekking, data: Gegevens) -> None:
    """Whoever has a newer version answers that one."""
    if data.versie != row.versie or row.versie != aanvraag.versie:
        raise IllegalState("versie.ouder", veld="data.versie")
    if not row.levering.intended:
        raise IllegalState("verstrekking.niet_verzonden", veld="data.verstrekking_id")
