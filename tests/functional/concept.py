"""An Aanvraag that a test sends itself, to Kredietverstrekkers on loopback, and what its evidence says."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from chalicelib.privacy.bewijs import Bewijsstuk
from tests.functional.contract_client import Answer, Api
from tests.functional.contract_journey import new_aanvraag, new_dossier, verzending_body
from tests.functional.contract_lender import Lender, listening, register

THREE = 3  # Kredietverstrekkers of a test that sends to several


@dataclass(frozen=True)
class Concept:
    """An Aanvraag that is ready to be sent to these Kredietverstrekkers."""

    sender: Api
    dossier: str
    aanvraag: str
    lenders: Sequence[Lender]

    def submit(self, **headers: str) -> Answer:
        body = verzending_body(self.sender, [lender.id for lender in self.lenders])
        return self.sender.post(f"/v1/aanvragen/{self.aanvraag}/verzending", body, If_Match='"1"', **headers)

    def submitted(self) -> "Concept":
        accepted(self.submit())
        return self

    def withdraw(self) -> None:
        accepted(self.sender.post(f"/v1/aanvragen/{self.aanvraag}/intrekking", {}))


def new_concept(sender: Api, lenders: Sequence[Lender]) -> Concept:
    dossier = new_dossier(sender)
    return Concept(sender, dossier, new_aanvraag(sender, dossier), lenders)


def accepted(answer: Answer) -> None:
    assert answer.status == 202, answer.raw


@contextmanager
def listening_lenders(operator: Api, count: int) -> Iterator[list[Lender]]:
    """So many Kredietverstrekkers, each with an address of its own."""
    with ExitStack() as ears:
        yield [register(operator, ears.enter_context(listening())) for _ in range(count)]


def places(stukken: Sequence[Bewijsstuk], gebeurtenis: str, some_id: str) -> list[int]:
    """The numbers in the chain of what happened to a row, alone or with others."""
    found = [stuk for stuk in stukken if stuk.gebeurtenis == gebeurtenis]
    return [stuk.nr for stuk in found if any(some_id in told for told in _told(stuk))]


def _told(stuk: Bewijsstuk) -> Iterator[tuple[str, ...]]:
    for value in stuk.gegevens.values():
        yield value if isinstance(value, tuple) else (str(value),)
