"""Every scenario by its name, with a line for the developer of an endpoint, in the order in which they are tried."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from infra.sandbox.answering import accepted, busy, late, lost_answer, superseded, withdrawn
from infra.sandbox.asking import api_withdrawn, closed, repeated, status, submitted, unknown_reference
from infra.sandbox.fetching import fetch_lost, fetched, gone
from infra.sandbox.receiving import (
    AT_ONCE,
    ahead,
    challenge,
    duplicate,
    forged_body,
    forged_signature,
    malformed,
    offered,
    replayed,
    rotation,
    simultaneous,
    unknown,
    unsigned,
)
from infra.sandbox.sender import MELDING, POLLING, PUSH

T = TypeVar("T")


@dataclass(frozen=True)
class Case(Generic[T]):
    """`shows` completes the sentence "the endpoint …"."""

    name: str
    shows: str
    play: Callable[[T], None]


CASES = (
    Case("challenge", "gives the challenge of a `test` message back", challenge),
    Case("offered", "takes an Aanvraag within 15 s, and makes an Offerte for it", offered),
    Case("duplicate", "takes a repeated message and does not answer it again", duplicate),
    Case("simultaneous", f"makes one Offerte of {AT_ONCE} copies that come at the same moment", simultaneous),
    Case("rotation", "accepts a message with two signatures, one of which is made with its secret", rotation),
    Case("forged-body", "refuses a body that was changed after it was signed", forged_body),
    Case("forged-signature", "refuses the signature of somebody else", forged_signature),
    Case("unsigned", "refuses a message without signature", unsigned),
    Case("replayed", "refuses a message that was signed an hour ago", replayed),
    Case("ahead", "refuses a message that was signed ten minutes ahead", ahead),
    Case("malformed", "refuses what it cannot read, and works on", malformed),
    Case("unknown", "takes types and fields that it does not know", unknown),
    Case("withdrawn", "takes a recall and stops answering", withdrawn),
    Case("late", "stops when the broker says 410: the Aanvraag was withdrawn while it was on its way", late),
    Case("superseded", "stops when the broker says 409: it answered an older version", superseded),
    Case("busy", "repeats an answer, with the same id and bytes, while the broker says 503", busy),
    Case("lost-answer", "repeats an answer when the broker's reply was lost, and makes one Offerte", lost_answer),
    Case("accepted", "takes the acceptance of its Offerte and activates the Overeenkomst", accepted),
)  # fmt: skip
FETCHING = (
    Case("fetched", "comes for what a notice is about, signed and once, and makes an Offerte for it", fetched),
    Case("gone", "stops when the broker says 410: the Aanvraag was withdrawn before it was fetched", gone),
    Case("fetch-lost", "comes again, with a new webhook-id, when what it fetched was lost on the way", fetch_lost),
)
ASKING = (
    Case("submitted", "takes an Aanvraag by POST", submitted),
    Case("status", "tells how it stands in events that keep their ids, an Offerte among them", status),
    Case("repeated", "takes the same idempotency-key again, and changes nothing twice", repeated),
    Case("recalled", "takes a withdrawal, and tells nothing new after it", api_withdrawn),
    Case("closed", "refuses who proves to be nobody that it knows", closed),
    Case("no-such", "answers 404 for a reference that it never got", unknown_reference),
)
# By way of delivery. Who is only told comes too late already when it fetches, not when it answers.
CASES_OF: Mapping[str, tuple[Case[Any], ...]] = {
    PUSH: CASES,
    POLLING: ASKING,
    MELDING: (*(case for case in CASES if case.play is not late), *FETCHING),
}
