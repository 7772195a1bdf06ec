"""Whether something may leave to a Kredietverstrekker now, and what must stay true until that commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.account import Account
from chalicelib.domain.bereikbaarheid import LOOKING, Bereikbaarheid
from chalicelib.domain.ids import sibling
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.row import Row
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import WITHOUT_CONSENT, Bericht, Verstrekking
from chalicelib.privacy.verstrekking import Refusal, may_disclose
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.recall import is_agreed
from chalicelib.usecases.transaction import DossierWriter
from chalicelib.usecases.withhold import Due, Pause

CLOSED, DOWN = "buiten-openingstijden", "storing"
MOST_LOOKING = 5  # of one decision: each is one more of the hundred places of its transaction


@dataclass(frozen=True)
class Parties:
    """Who is involved, as read for this decision."""

    account: Account | None
    lessors: dict[str, Kredietverstrekker]
    reached: dict[str, Bereikbaarheid]


def read_parties(broker: Broker, aanvraag: Aanvraag, items: Sequence[Due]) -> Parties:
    ids = sorted({item.kredietverstrekker_id for item in items})
    kinds: tuple[type[Row], ...] = (Kredietverstrekker, Bereikbaarheid)
    rows = broker.store.get_many([(Account, aanvraag.maker), *((kind, i) for kind in kinds for i in ids)])
    account = rows[0] if isinstance(rows[0], Account) else None
    return Parties(
        account,
        {row.id: row for row in rows if isinstance(row, Kredietverstrekker)},
        {row.id: row for row in rows if isinstance(row, Bereikbaarheid)},
    )


def refusal(state: DossierState, aanvraag: Aanvraag, item: Due, parties: Parties) -> Refusal | None:
    """Art. 6 lid 2 and 3 for this message; that consent ended may always be told."""
    if isinstance(item, Bericht) and item.type in WITHOUT_CONSENT:
        return None
    consent = state.toestemmingen.get(sibling("toe", verstrekking_of(item)))
    lessor = parties.lessors.get(item.kredietverstrekker_id)
    return may_disclose(
        toestemming=consent,
        verstrekking=state.verstrekking(verstrekking_of(item)),
        versie=aanvraag.versie,
        beperkt=state.dossier.beperkt,
        ingetrokken=aanvraag.ingetrokken_op is not None,
        account_actief=parties.account is not None and parties.account.active,
        overeengekomen=is_agreed(state, item),
        kredietverstrekker_actief=lessor is not None and lessor.active,
        kredietverstrekker_beeindigd=lessor is None or lessor.ended,
    )


def pause_of(item: Due, parties: Parties, looking: dict[str, Bereikbaarheid], now: datetime) -> Pause | None:
    """
    What of the other side keeps a message that may leave: it is closed, or nothing arrives there.

    After a while one message of this decision goes to see whether it does; it puts its name into `looking`.
    """
    opens = parties.lessors[item.kredietverstrekker_id].bezorging.opens(now)
    if opens is not None:
        return Pause(CLOSED, opens, extends=True)
    reached = parties.reached.get(item.kredietverstrekker_id)
    if reached is None or reached.dicht_tot is None:
        return None
    if reached.is_shut(now):
        return Pause(DOWN, reached.dicht_tot)
    if reached.id in looking or len(looking) >= MOST_LOOKING:
        return Pause(DOWN, now + LOOKING)
    looking[reached.id] = reached
    return None


def rest_on(writer: DossierWriter, parties: Parties, allowed: Sequence[Due]) -> None:
    """
    What was true when we decided must still be true when the intent commits. Whatever changes in the dossier, a
    consent too, changes the rev of its own row, which this commit writes: only what lies outside of it is named.
    """
    if not allowed:
        return
    if parties.account is not None:
        writer.require(parties.account)
    for item in allowed:
        writer.require(parties.lessors[item.kredietverstrekker_id])


def verstrekking_of(item: Due) -> str:
    """The id of the Verstrekking that a message is about."""
    return item.id if isinstance(item, Verstrekking) else item.verstrekking_id
