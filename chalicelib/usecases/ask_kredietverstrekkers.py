"""
Asking Kredietverstrekkers that call nobody how it stands, on a schedule; each answer is taken in like a callback.

The next moment is written before anything is asked, so that two who are woken ask once. Only the id of a Verstrekking
leaves, which they have; without permission, or once all is over, nothing is asked any more.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib import events
from chalicelib.domain.aanvraag import ENDED, Aanvraag, AanvraagStatus
from chalicelib.domain.aanvraag_verloop import derive
from chalicelib.domain.callback import CallbackSoort
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import dossier_of, is_id
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import ENDED as VERSTREKKING_ENDED
from chalicelib.domain.verstrekking import Verstrekking
from chalicelib.errors import Gone, IllegalState, InvalidInput, NotFound, Unavailable, Undecryptable
from chalicelib.usecases.access import access_to
from chalicelib.usecases.follow_bereikbaarheid import GONE, follow_bereikbaarheid
from chalicelib.usecases.messages import rfc3339, secrets_of
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from chalicelib.usecases.receive_callback import take_in_asked
from chalicelib.usecases.refusals import Parties, read_parties, refusal, rest_on
from chalicelib.usecases.transaction import DossierWriter, settle

# Said of one application: an endpoint that answers so is there, and nothing is wrong with whose it is.
UNKNOWN = 404
SELDOM = timedelta(days=1)  # while an Overeenkomst runs


@dataclass(frozen=True)
class _Asked:
    row: Verstrekking
    lessor: Kredietverstrekker
    outgoing: Outgoing


def ask_kredietverstrekkers(broker: Broker, aanvraag_id: str) -> int:
    """Ask for everything of this Aanvraag that is due to be asked; how many answers were stored."""
    if not is_id("aan", aanvraag_id):
        return 0
    asked = settle(broker, lambda: _plan(broker, aanvraag_id))
    outcomes = broker.egress.send_all([entry.outgoing for entry in asked]) if asked else []
    return sum(_take_in(broker, entry, outcome) for entry, outcome in zip(asked, outcomes, strict=True))


def _plan(broker: Broker, aanvraag_id: str) -> list[_Asked]:
    now = broker.clock.now()
    state = broker.store.load_dossier(dossier_of(aanvraag_id))
    if state is None or state.dossier.vernietigd or aanvraag_id not in state.aanvragen:
        return []
    rows = [row for row in state.of_aanvraag(aanvraag_id).verstrekkingen.values() if row.levering.asks(now)]
    if not rows:
        return []
    aanvraag = state.aanvraag(aanvraag_id)
    parties = read_parties(broker, aanvraag, rows)
    writer = DossierWriter(state, now, SYSTEEM)
    for row in rows:
        after = _again(state, aanvraag, row, parties, now)
        writer.replace(row.model_copy(update={"levering": row.levering.asked(after)}))
    going = [row for row in rows if _may_ask(state, aanvraag, row, parties)]
    rest_on(writer, parties, going)
    writer.commit(broker)
    found = (_question(broker, row, parties.lessors[row.kredietverstrekker_id], now) for row in going)
    return [entry for entry in found if entry is not None]


def _may_ask(state: DossierState, aanvraag: Aanvraag, row: Verstrekking, parties: Parties) -> bool:
    over = row.status in VERSTREKKING_ENDED
    return not over and refusal(state, aanvraag, row, parties) is None


def _again(
    state: DossierState, aanvraag: Aanvraag, row: Verstrekking, parties: Parties, now: datetime
) -> datetime | None:
    """When to ask next; never again once it is over or what forbids it cannot pass."""
    refused = refusal(state, aanvraag, row, parties)
    lessor = parties.lessors.get(row.kredietverstrekker_id)
    over = row.status in VERSTREKKING_ENDED or derive(state, aanvraag, now) in ENDED
    if over or lessor is None or (refused is not None and not refused.may_pass):
        return None
    active = derive(state, aanvraag, now) is AanvraagStatus.OVEREENKOMST_ACTIEF
    every = SELDOM if active else timedelta(minutes=lessor.bezorging.vraag_elke)
    return lessor.bezorging.opens(now) or now + every


def _question(broker: Broker, row: Verstrekking, lessor: Kredietverstrekker, now: datetime) -> _Asked | None:
    """Signed over `GET` and the address, as a Kredietverstrekker signs to us."""
    way = broker.leverwijzen[lessor.levering]
    if not way.asks or lessor.bezorging.opens(now) is not None:
        return None
    try:
        secrets, access = secrets_of(broker, lessor), access_to(broker, lessor)
    except Undecryptable:
        events.emit(events.SECRET_UNREADABLE, kredietverstrekker=lessor.id)
        return None
    content = f"GET {way.question(lessor.endpoint, row.id, ()).endpoint}".encode()
    headers = broker.signatures.sign(secrets, f"vraag_{broker.entropy(10).hex()}", now, content)
    outgoing = way.question(lessor.endpoint, row.id, headers)
    seconds = float(lessor.bezorging.tijdslimiet)
    return _Asked(row, lessor, Outgoing(outgoing.endpoint, outgoing.headers, b"", seconds, outgoing.method, access))


def _take_in(broker: Broker, entry: _Asked, outcome: Outcome) -> int:
    if outcome.status == GONE:
        return _end(broker, entry)
    if outcome.status == UNKNOWN:
        _refused(entry, "aanvraag.onbekend")
        return 0
    follow_bereikbaarheid(broker, entry.lessor.id, entry.lessor.endpoint, outcome, None)
    if not outcome.received:
        return 0
    try:
        answers = broker.leverwijzen[entry.lessor.levering].answers(outcome, entry.row.id, entry.row.versie)
    except (ValueError, RecursionError):
        _refused(entry, "antwoord.onleesbaar")
        return 0
    return sum(_store(broker, entry, answer.id, answer.body) for answer in answers)


def _end(broker: Broker, entry: _Asked) -> int:
    """They no longer have this one, which is an answer to it; of one with an Offerte the Offerte says how it ends."""
    body = {
        "type": CallbackSoort.NIET_TE_VERWERKEN,
        "timestamp": rfc3339(entry.row.gemaakt_op),
        "data": {"verstrekking_id": entry.row.id, "versie": entry.row.versie},
    }
    return _store(broker, entry, f"vervallen_{entry.row.id}", json.dumps(body).encode())


def _store(broker: Broker, entry: _Asked, message_id: str, body: bytes) -> bool:
    """One that does not fit keeps no other from being stored."""
    try:
        return take_in_asked(broker, entry.lessor.id, message_id, body)[0]
    except (NotFound, Gone, IllegalState, InvalidInput, Unavailable) as error:
        _refused(entry, error.code)
        return False


def _refused(entry: _Asked, code: str) -> None:
    events.emit(events.ANSWER_REFUSED, kredietverstrekker=entry.lessor.id, verstrekking=entry.row.id, code=code)
