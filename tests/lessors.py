"""Kredietverstrekkers as tests play them: what they know of themselves, say and answer."""

import json
from dataclasses import dataclass

from chalicelib.usecases.ports.egress import Outcome, Outgoing
from tests.bodies import Body

NEED = ("onderneming.kvk_nummer", "onderneming.statutaire_naam", "financiering", "object.merk")

OFFER: Body = {
    "referentie": "VB-1",
    "soort": "bindend",
    "financieringsbedrag": "36000.00",
    "looptijd_maanden": 60,
    "termijnen_per_jaar": 12,
    "betaalwijze": "achteraf",
    "termijnbedrag": "650.00",
    "aanbetaling": "4000.00",
    "slottermijn": "4000.00",
    "eenmalige_kosten": "100.00",
    "geldig_tot": "2027-06-30",
}

EXTRA: dict[str, Body] = {
    "informatie.gevraagd": {"items": [{"code": "jaarcijfers", "omschrijving": "De jaarcijfers van vorig jaar"}]},
    "offerte.uitgebracht": OFFER,
    "offerte.verlengd": {"geldig_tot": "2027-07-31"},
    "aanvraag.afgewezen": {"reden_categorie": "beleid"},
    "overeenkomst.geactiveerd": {
        "referentie": "OV-1",
        "ingangsdatum": "2027-06-15",
        "einddatum": "2032-06-15",
    },
    "overeenkomst.beeindigd": {"einddatum": "2032-06-15", "reden": "einde_looptijd"},
}


@dataclass(frozen=True)
class Lessor:
    """A Kredietverstrekker as it knows itself."""

    id: str
    secret: str
    endpoint: str


def message(kind: str, data: Body, at: str = "2027-06-01T09:00:00Z") -> bytes:
    return json.dumps({"type": kind, "timestamp": at, "data": data}).encode()


def answer_challenge(outgoing: Outgoing) -> Outcome:
    """As a well-behaved endpoint does: repeat the challenge, take in everything else."""
    body = json.loads(outgoing.body)
    answer = {"antwoord": body["data"]["uitdaging"]} if body.get("type") == "test" else {}
    return Outcome(200, "", json.dumps(answer).encode())
