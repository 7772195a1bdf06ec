"""The end of a dossier, for tests: one that is due, the sweep, the receipt, and what is left."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.row import DataSleutel
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from chalicelib.usecases.resume_vernietigingen import resume_vernietigingen
from tests.broker import Bench, Crash
from tests.lessors import Lessor

STORES = ("documenten", "broker", "sleutels", "bewijs")


def ended(bench: Bench, vendor: Actor, lessor: Lessor) -> str:
    """The dossier of an Aanvraag that was refused, with an upload."""
    aanvraag_id = bench.sent(vendor, lessor)
    bench.say(lessor, "aanvraag.afgewezen", aanvraag_id)
    dossier_id = str(dossier_of(aanvraag_id))
    bench.documents.put(f"{dossier_id}/voorbeeld", b"oud")
    bench.documents.put(f"{dossier_id}/voorbeeld", b"nieuw")
    return dossier_id


def due_at(bench: Bench, dossier_id: str) -> datetime:
    due = bench.state(dossier_id).dossier.vernietigen_op
    assert due is not None
    return due


def run(bench: Bench, at: datetime) -> dict[str, int]:
    """The sweep of that moment, on time."""
    bench.clock.move_to(at)
    return purge_due_dossiers(bench.broker, at).model_dump(exclude={"documenten", "overgedragen"})


def herstel(bench: Bench, at: datetime | None = None) -> int:
    """The minute's run, now or at that moment: how many destructions it finished."""
    if at is not None:
        bench.clock.move_to(at)
    return resume_vernietigingen(bench.broker, bench.clock.now())


def receipt(bench: Bench, dossier_id: str) -> Vernietiging:
    row = bench.store.get(Vernietiging, dossier_id)
    assert row is not None
    return row


def left(bench: Bench, dossier_id: str) -> list[str]:
    """What any store still holds of a dossier, evidence and receipt apart."""
    objects = [key for key in bench.documents.versions if key.startswith(dossier_id)]
    key = bench.store.get(DataSleutel, dossier_id)
    return [*(sk for _, sk in bench.store.list_prefix(dossier_id)), *objects, *([key.id] if key else [])]


class DyingStore:
    """Counts the calls that a destruction makes to its stores, and dies before the one that is named."""

    def __init__(self, bench: Bench, deadly: int) -> None:
        self.calls = 0
        self._deadly = deadly
        for part, names in ((bench.store, ("commit", "erase", "get")), (bench.documents, ("erase",))):
            for name in names:
                setattr(part, name, self._mortal(getattr(part, name)))

    def _mortal(self, method: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            self.calls += 1
            if self.calls == self._deadly:
                raise Crash
            return method(*args, **options)

        return call


def revive(bench: Bench) -> None:
    for part in (bench.store, bench.documents):
        for name in ("commit", "erase", "get"):
            vars(part).pop(name, None)
