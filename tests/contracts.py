"""Overeenkomsten in a whole broker in memory: accepted, begun, ended; of a Klant or of a Consument."""

from dataclasses import replace
from typing import Any

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.offerte import Overeenkomst
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.ports.store import Replace
from tests.bodies import consument
from tests.broker import Bench
from tests.lessors import Lessor

ACTIVE, ENDED = "overeenkomst.geactiveerd", "overeenkomst.beeindigd"


def offering_to_consumers(bench: Bench) -> None:
    settings = bench.broker.settings.model_copy(update={"consument_producten": True})
    bench.broker = replace(bench.broker, settings=settings)


def accepted(bench: Bench, *, consumer: bool = False) -> tuple[Actor, Lessor, str, str]:
    """(sender, Kredietverstrekker, Aanvraag, Overeenkomst that is to be signed)."""
    if consumer:
        offering_to_consumers(bench)
    vendor, lessor = bench.vendor(), bench.lessor()
    dossier_id = bench.dossier(vendor, consument()) if consumer else None
    aanvraag_id = bench.sent(vendor, lessor, dossier_id=dossier_id)
    offer = bench.offer(lessor, aanvraag_id)
    contract_id = accept_offerte(bench.broker, vendor, offer, None).overeenkomst_id
    bench.dispatch(aanvraag_id)
    return vendor, lessor, aanvraag_id, contract_id


def begun(bench: Bench, *, consumer: bool = False, **said: Any) -> tuple[Actor, Lessor, str, str]:
    """The same, once its Kredietverstrekker has said that it began."""
    parties = accepted(bench, consumer=consumer)
    bench.say(parties[1], ACTIVE, parties[2], **said)
    return parties


def restrict(bench: Bench, some_id: str) -> None:
    row = bench.state(some_id).dossier
    bench.store.commit(Replace(row.model_copy(update={"beperkt": True})))


def contract(bench: Bench, overeenkomst_id: str) -> Overeenkomst:
    return bench.state(overeenkomst_id).overeenkomsten[overeenkomst_id]
