"""
Idempotency-Key: the answer is stored in the transaction that does the work, so that a repeat can never do it twice.

A record holds ids, states, versions, times and the digest of a published text, and no personal data. It is scoped to
account and path, and is kept 30 days. A field that its answer declares as `NIET_BEWAARD` is left out: who answers a
repeat reads it again from what it is about, while that exists.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.model import Model
from chalicelib.domain.register_rows import Idempotentie
from chalicelib.errors import Conflict, IdempotencyMismatch, KeyInUse, Replayed
from chalicelib.privacy.bewaartermijn import IDEMPOTENTIE
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Remove, Replace

KEPT = timedelta(days=IDEMPOTENTIE.dagen)
RUNNING = timedelta(seconds=60)


@dataclass(frozen=True)
class Claim:
    """One use of a key: which record, which request, and the status that success will have."""

    id: str
    fingerprint: str
    status: int
    until: datetime
    stale: Idempotentie | None = None  # a record past its term that storage has not dropped yet

    def change(self, answer: Model) -> Insert | Replace:
        """What stores the answer, in the transaction that does the work."""
        row = Idempotentie(
            id=self.id,
            rev=self.stale.rev if self.stale else 0,
            vingerafdruk=self.fingerprint,
            status=self.status,
            antwoord=_stored(answer),
            tot=self.until,
        )
        return Replace(row) if self.stale else Insert(row)


def make_claim(broker: Broker, account_id: str, path: str, key: str, request: bytes, status: int) -> Claim:
    """The claim of `key` by an account on a path; `request` is everything that must be the same in a repeat."""
    return Claim(
        id=broker.vault.keyed_hash("idempotentie", f"{account_id}\n{path}\n{key}"),
        fingerprint=broker.vault.keyed_hash("idempotentie-inhoud", request),
        status=status,
        until=broker.clock.now() + KEPT,
    )


def check(claim: Claim, record: Idempotentie | None, now: datetime) -> None:
    """Raises Replayed, IdempotencyMismatch or KeyInUse when the key was used before; else nothing."""
    if record is None or now >= record.tot:
        return
    if record.vingerafdruk != claim.fingerprint:
        raise IdempotencyMismatch
    if not record.status:
        raise KeyInUse
    raise Replayed(record.status, record.antwoord)


def start(broker: Broker, claim: Claim, record: Idempotentie | None) -> Idempotentie:
    """Mark the key as running, for a minute at most. Raises KeyInUse when another request was first."""
    row = Idempotentie(
        id=claim.id,
        rev=record.rev if record else 0,
        vingerafdruk=claim.fingerprint,
        tot=broker.clock.now() + RUNNING,
    )
    try:
        broker.store.commit(Replace(row) if record else Insert(row))
    except Conflict:
        raise KeyInUse from None
    return row.model_copy(update={"rev": row.rev + 1}) if record else row


def finish(broker: Broker, claim: Claim, running: Idempotentie, answer: Model | None) -> None:
    """Store the answer that a repeat will get."""
    text = _stored(answer) if answer else ""
    row = running.model_copy(update={"status": claim.status, "antwoord": text, "tot": claim.until})
    broker.store.commit(Replace(row))


def forget(broker: Broker, running: Idempotentie) -> None:
    """
    The work was refused, or failed at whatever step: no answer is kept, and a repeat does the work again.

    For a use case of several steps that is safe only because each of its steps may be repeated.
    """
    broker.store.commit(Remove(running))


def _stored(answer: Model) -> str:
    return answer.model_dump_json(exclude_none=True, exclude=set(answer.NIET_BEWAARD))
