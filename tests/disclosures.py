"""What left, held against the evidence: every byte rests on an intent, every intent on a permission."""

import json
from collections.abc import Sequence

from chalicelib.domain.ids import sibling
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.ports.egress import Outgoing
from tests.bodies import Body


def body_of(outgoing: Outgoing) -> Body:
    """What a message says."""
    body: Body = json.loads(outgoing.body)
    return body


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
