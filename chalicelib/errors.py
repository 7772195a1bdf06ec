"""
Every error the broker raises on purpose, and nothing else.

    BrokerError
    ├── InvalidInput          422  fields that do not fit, each with its path and code
    │   └── IdempotencyMismatch  422  the key was used before with another body
    ├── Unauthenticated       401  no token, a bad one, or a session that has ended
    │   └── WrongLogin        401  unknown, unconfirmed or a wrong password: one and the same answer
    ├── BadSignature          401  a callback that is not provably from this Kredietverstrekker
    ├── Forbidden             403  signed in, but without the role that the route needs
    ├── NotFound              404  not there, not yours, or not an id: one and the same answer
    ├── IllegalState          409  right person, wrong state; names what is allowed
    ├── Gone                  410  withdrawn, erased or past the deadline
    ├── StaleVersion          412  If-Match names an older version, or is missing
    ├── TooLarge              413  a body above its limit
    ├── Unavailable           503  a part we depend on does not answer; trying again helps
    │   └── Closed            503  a restore brought back what was erased: nothing is served until that is gone again
    ├── Replayed              the stored answer of an Idempotency-Key, given again
    ├── KeyInUse              409  the same Idempotency-Key is being worked on
    ├── Conflict              internal: somebody wrote first; the caller reads again and decides again
    ├── Undecryptable         internal: wrong key, wrong context or an old revision; one refusal for all
    └── PurposeRefused        internal: a read without a declared doel (art. 5)

Messages are English and carry rule names and ids only: never a value that somebody sent.
`handlers/problems.py` gives each its answer; a test fails for an error without one.
"""

from dataclasses import dataclass


class BrokerError(Exception):
    """Base of everything that is raised on purpose; `code` is stable and safe to show."""

    code = "fout"


@dataclass(frozen=True)
class Fault:
    """One field that does not fit: its dotted path, the code of the rule, and parameters of its text."""

    veld: str
    code: str
    params: tuple[tuple[str, str], ...] = ()
    bevestigbaar: bool = False


class InvalidInput(BrokerError):
    """What was sent breaks one or more rules; nothing was stored."""

    code = "ongeldige-invoer"

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(f"{fault.veld}: {fault.code}" for fault in faults))
        self.faults = faults

    @classmethod
    def one(cls, veld: str, code: str, **params: str) -> "InvalidInput":
        return cls(Fault(veld, code, tuple(params.items())))


class IdempotencyMismatch(InvalidInput):
    """The Idempotency-Key was used before with another body."""

    code = "idempotentie-verschil"

    def __init__(self) -> None:
        super().__init__(Fault("Idempotency-Key", "idempotentie-verschil"))


class Unauthenticated(BrokerError):
    code = "niet-ingelogd"


class WrongLogin(Unauthenticated):
    """No such account, one that is not confirmed, or another password: one answer, so that nothing is learned."""

    code = "inloggen-mislukt"


class BadSignature(BrokerError):
    """One answer for every fault of signature, timestamp, header or sender, so that nothing is learned from it."""

    code = "handtekening"


class Forbidden(BrokerError):
    code = "geen-rol"


class NotFound(BrokerError):
    code = "niet-gevonden"


class IllegalState(BrokerError):
    """The move is not on a declared edge; `allowed` names the ones that are."""

    code = "ongeldige-overgang"

    def __init__(self, code: str = "ongeldige-overgang", allowed: tuple[str, ...] = (), veld: str = "status") -> None:
        super().__init__(code)
        self.code = code
        self.allowed = allowed
        self.veld = veld


class Gone(BrokerError):
    code = "vervallen"


class StaleVersion(BrokerError):
    code = "versie-conflict"


class TooLarge(BrokerError):
    code = "te-groot"


class Unavailable(BrokerError):
    code = "niet-beschikbaar"


class Closed(Unavailable):
    code = "gesloten"


class Replayed(BrokerError):
    """This Idempotency-Key has its answer already; nothing was done now."""

    code = "herhaald"

    def __init__(self, status: int, answer: str) -> None:
        super().__init__(self.code)
        self.status = status
        self.answer = answer


class KeyInUse(BrokerError):
    code = "idempotentie-bezig"


class Conflict(BrokerError):
    """Another writer was first: nothing of this transaction was stored."""

    code = "gelijktijdig"


class Undecryptable(BrokerError):
    code = "onleesbaar"


class PurposeRefused(BrokerError):
    code = "doel-geweigerd"
