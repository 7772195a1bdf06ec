"""
What of a dossier left to one Kredietverstrekker, and what stayed here: shown from what was frozen (art. 6 lid 3).

The message is written once more from the revisions that its evidence names. When its digest is that of the evidence,
these are the fields that left, to the byte, and all others of those revisions did not.
"""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.verstrekking import Verstrekking
from chalicelib.privacy.verstrekking import paths_of, project
from chalicelib.usecases.compose import frozen
from chalicelib.usecases.content import open_records
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.messages import everything, fetch_code, offered_message, thin_message
from chalicelib.usecases.owned import owned_state
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import settle


@dataclass(frozen=True)
class Verantwoording:
    """
    Paths without list indexes. `verstrekt_op` is the first intent, None while nothing left; `klopt` says that the
    message as written now, for the way of delivery of now, is the one that left.
    """

    row: Verstrekking
    verstrekt_op: datetime | None
    vertrokken: tuple[str, ...]
    achtergebleven: tuple[str, ...]
    vragen: tuple[str, ...]
    klopt: bool


def account_for_verstrekking(broker: Broker, actor: Actor, verstrekking_id: str) -> Verantwoording:
    """Raises NotFound for what is not the actor's."""
    return settle(broker, lambda: _account(broker, actor, verstrekking_id))


def _account(broker: Broker, actor: Actor, verstrekking_id: str) -> Verantwoording:
    state = owned_state(broker, actor, "ver", verstrekking_id)
    row = state.verstrekking(verstrekking_id)
    aanvraag = state.aanvraag(aanvraag_of(row.id))
    _, contents = open_records(broker, state, actor.account_id, Doel.DIENST, frozen(state, aanvraag, row))
    dossier, content, *answers = contents
    whole = everything(dossier, content)
    everywhere = paths_of(whole)
    sent_at = row.levering.eerste_voornemen
    if sent_at is None:
        return Verantwoording(row, None, (), tuple(sorted(everywhere)), (), klopt=True)
    way = broker.leverwijzen[found_kredietverstrekker(broker, row.kredietverstrekker_id).levering]
    message = offered_message(aanvraag, row, sent_at, dossier, content, answers[0] if answers else None)
    code = fetch_code(broker, row.kredietverstrekker_id, row.id)
    told = thin_message(aanvraag, state, row, code, sent_at) if way.thin else message
    fetched = row.opgehaald > 0 or not way.thin  # of a notice nothing personal left before they came for it
    left = paths_of(project(whole, row.velden)) if fetched else frozenset()
    return Verantwoording(
        row,
        sent_at,
        tuple(sorted(left)),
        tuple(sorted(everywhere - left)),
        tuple(answer["sleutel"] for answer in (answers[0]["antwoorden"] if answers and fetched else ())),
        klopt=broker.vault.keyed_hash("bericht", way.translate(told).body) == row.levering.digest,
    )
