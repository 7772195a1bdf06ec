"""Examples of how a Kredietverstrekker is connected."""

from chalicelib.domain.aansluiting import Bevindingen
from chalicelib.domain.kredietverstrekker import Contact
from chalicelib.handlers.schemas.examples.beheer import CONTACT, ENDPOINT
from chalicelib.handlers.schemas.examples.ids import ACCOUNT, EARLIER, KREDIETVERSTREKKER, NOW, SHA256, Examples
from chalicelib.handlers.schemas.kredietverstrekkers import (
    EndpointBevestiging,
    KredietverstrekkerGecontroleerd,
    ProefDoorstaan,
    VerloopLijst,
)

_ONDERDELEN = ("verwerkingsafspraak", "eer", "contact", "privacyverklaring", "informatieplicht")

BODIES: Examples = {
    Bevindingen: {
        "alles": {"controles": [{"onderdeel": name, "bewijs": f"archief/2026-001/{name}"} for name in _ONDERDELEN]},
        "met document": {
            "controles": [{"onderdeel": "verwerkingsafspraak", "bewijs": "archief/VA-2026-001", "sha256": SHA256}]
        },
        "rapport van de certificering": {
            "controles": [
                {
                    "onderdeel": "certificering",
                    "bewijs": "certificering push 2026-11-22 scenarios 4c1e07b2",
                    "sha256": SHA256,
                }
            ]
        },
    },
    EndpointBevestiging: {"wat u zag": {"endpoint": f"{ENDPOINT}/v2"}},
}
ANSWERS: Examples = {
    KredietverstrekkerGecontroleerd: {
        "alles": {"id": KREDIETVERSTREKKER, "status": "gecontroleerd", "versie": 2, "ontbreekt": []},
        "nog niet alles": {"id": KREDIETVERSTREKKER, "status": "aangemeld", "versie": 2, "ontbreekt": ["contact"]},
    },
    Contact: {"contactpersoon": CONTACT},
    VerloopLijst: {
        "twee stappen": {
            "stappen": [
                {
                    "nr": 2,
                    "gebeurtenis": "kredietverstrekker.controle",
                    "op": NOW,
                    "door": ACCOUNT,
                    "gegevens": {"onderdeel": "eer", "artikel": "art. 9 lid 5", "van": "NL", "bewijs": "archief/2"},
                },
                {
                    "nr": 1,
                    "gebeurtenis": "kredietverstrekker.aangemeld",
                    "op": EARLIER,
                    "door": ACCOUNT,
                    "gegevens": {"land": "NL", "behoefte": SHA256},
                },
            ],
        }
    },
    ProefDoorstaan: {"doorstaan": {"id": KREDIETVERSTREKKER, "status": "proef_doorstaan"}},
}
