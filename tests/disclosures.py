"""What left, held against the evidence: every byte rests on an intent, every intent on a permission."""

import json
from collections.abc import Sequence

from chalicelib.adapters.polling import EVENTS
from chalicelib.domain.ids import aanvraag_of, sibling
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.ports.egress import Outgoing
from tests.bodies import Body


def body_of(outgoing: Outgoing) -> Body:
    """What a message says."""
    body: Body = json.loads(outgoing.body)
    return body


def in_our_words(body: Body) -> Body:
    """A message as the contract has it, also one that left in the words of a Kredietverstrekker that is asked."""
    if "event" not in body:
        return body
    (kind,) = [ours for ours, theirs in EVENTS.items() if theirs == body["event"]]
    row_id = body["reference"]
    return {"type": kind, "data": {"verstrekking_id": row_id, "aanvraag_id": aanvraag_of(row_id)}}


def in_force(chain: Sequence[Bewijsstuk], verstrekking_id: str) -> bool:
    """Whether, by the evidence so far, the permission of this Verstrekking was given and not yet withdrawn."""
    given = any(s.gebeurtenis == "toestemming.gegeven" and s.gegevens["verstrekking"] == verstrekking_id for s in chain)
    consent = sibling("toe", verstrekking_id)
    withdrawn = any(s.gebeurtenis == "toestemming.ingetrokken" and consent in listed(s) for s in chain)
    return given and not withdrawn


def listed(stuk: Bewijsstuk) -> tuple[str, ...]:
    found = stuk.gegevens["toestemmingen"]
    assert isinstance(found, tuple)
    return found
