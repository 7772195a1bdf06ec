"""Examples of notices and preferences."""

from chalicelib.handlers.schemas.examples.ids import AANVRAAG, NOW, OFFERTE, Examples
from chalicelib.handlers.schemas.kennisgevingen import KennisgevingLijst, Voorkeuren

_VOORKEUREN = {"marketing": False, "marktonderzoek": False, "herfinanciering": True}
BODIES: Examples = {Voorkeuren: {"herfinanciering": _VOORKEUREN}}
ANSWERS: Examples = {
    Voorkeuren: {"herfinanciering": _VOORKEUREN},
    KennisgevingLijst: {
        "een kennisgeving": {
            "kennisgevingen": [
                {
                    "id": OFFERTE.replace("off_", "ken_"),
                    "aanvraag_id": AANVRAAG,
                    "soort": "offerte_verloopt",
                    "over": OFFERTE,
                    "melding": "Een offerte verloopt binnenkort. Aanvaard haar op tijd of vraag verlenging.",
                    "gemaakt_op": NOW,
                }
            ]
        }
    },
}
