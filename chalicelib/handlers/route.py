"""One route as it is declared: served by `serving.py`, documented by `openapi_document.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.gebruiker import Actor, Rol
from chalicelib.domain.model import Model
from chalicelib.errors import BrokerError, Fault
from chalicelib.handlers.call import Answer, Call
from chalicelib.usecases.ports.broker import Broker

View = Callable[[Call[Any]], Answer]
# What more is wrong with a body that its model refused.
MoreFaults = Callable[[Broker, bytes], Sequence[Fault]]
# The whole answer for a repeat, from the id that its stored answer names.
Again = Callable[[Broker, str], Model]


@dataclass(frozen=True)
class Route:
    """
    One route as it is served and documented.

    `role` is None for the public and any signed-in Gebruiker; `any_account` lets operators in as well;
    `portaal` is for staff of a Kredietverstrekker alone.
    `transactional` says that the use case stores the answer of an Idempotency-Key in its own transaction; else it is
    stored around the view. `again` completes the stored answer where that does not hold all of it. `secret`: its answer
    holds a secret, so it is never stored. `signed`: the body belongs to
    the view as bytes, unparsed; `asks` is what it holds where that is no callback. `upload`: the body is a file.
    `binary`: so is the answer. `told`: it asks the code that stood in a notice. `merge`: the body is a merge patch on
    this model, which only the use case can judge.
    `more_faults` are those that the use case would still find in a body that its model refused: all come at once.
    `refuses` are the errors that its use case raises beside those that follow from the rest of the declaration; the
    document shows them.
    """

    method: str
    path: str
    view: View
    answers: Mapping[int, type[Model] | None]
    body: type[Model] | None = None
    merge: type[Model] | None = None
    query: tuple[str, ...] = ()
    public: bool = False
    role: Rol | None = None
    any_account: bool = False
    portaal: bool = False
    if_match: bool = False
    transactional: bool = False
    again: Again | None = None
    secret: bool = False
    signed: bool = False
    upload: bool = False
    asks: type[Model] | None = None
    binary: bool = False
    told: bool = False
    content_type: str = "application/json"
    body_optional: bool = False
    more_faults: MoreFaults | None = None
    refuses: tuple[type[BrokerError], ...] = ()

    def admits(self, actor: Actor) -> bool:
        """An operator needs the role; other routes are for Gebruikers (art. 1.9), one's own account aside."""
        if self.portaal:
            return actor.kredietverstrekker_id is not None
        if self.role is not None:
            return self.role in actor.rollen
        return self.any_account or actor.soort is not None

    @property
    def takes_message(self) -> bool:
        """Whether its body is a message of a Kredietverstrekker; a signed GET has none, and some ask something else."""
        return self.signed and self.method == "POST" and self.asks is None

    @property
    def success(self) -> int:
        return min(self.answers)

    @property
    def idempotent(self) -> bool:
        return self.method == "POST" and not self.public and not self.secret
