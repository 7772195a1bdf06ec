"""Everything that ends the permission to send, as somebody does it."""

from collections.abc import Callable

from chalicelib.domain.dossier import Dossier
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker
from chalicelib.usecases.end_account import end_account
from chalicelib.usecases.ports.store import Replace
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.broker import OPERATOR, Bench
from tests.lessors import Lessor

Stop = Callable[[Bench, Actor, str, Lessor], object]


def withdraw_permission(bench: Bench, vendor: Actor, aanvraag_id: str, lessor: Lessor) -> object:
    return withdraw_toestemming(bench.broker, vendor, bench.toestemming(aanvraag_id, lessor).id, None)


def withdraw_all(bench: Bench, vendor: Actor, aanvraag_id: str, _: Lessor) -> object:
    return withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)


def restrict(bench: Bench, _: Actor, aanvraag_id: str, __: Lessor) -> None:
    dossier = bench.store.get(Dossier, dossier_of(aanvraag_id))
    assert dossier is not None
    bench.store.commit(Replace(dossier.model_copy(update={"beperkt": True})))


def lift_restriction(bench: Bench, aanvraag_id: str) -> None:
    dossier = bench.store.get(Dossier, dossier_of(aanvraag_id))
    assert dossier is not None
    bench.store.commit(Replace(dossier.model_copy(update={"beperkt": False})))


def end_dienst(bench: Bench, vendor: Actor, _: str, __: Lessor) -> object:
    return end_account(bench.broker, vendor)


def suspend(bench: Bench, _: Actor, __: str, lessor: Lessor) -> object:
    change = GewijzigdeKredietverstrekker(status="opgeschort")
    return update_kredietverstrekker(bench.broker, OPERATOR, lessor.id, change)


def end_lessor(bench: Bench, _: Actor, __: str, lessor: Lessor) -> object:
    change = GewijzigdeKredietverstrekker(status="beeindigd")
    return update_kredietverstrekker(bench.broker, OPERATOR, lessor.id, change)


STOPS: dict[str, Stop] = {
    "toestemming": withdraw_permission,
    "aanvraag": withdraw_all,
    "beperking": restrict,
    "account": end_dienst,
    "opschorting": suspend,
    "kredietverstrekker": end_lessor,
}
MAY_PASS = (restrict, suspend)
