"""Examples of Offertes, Overeenkomsten and Toestemmingen. The figures are those that our own calculation gives."""

from typing import Any

from chalicelib.domain.offerte_afwijking import AfwijkingCode
from chalicelib.domain.offerte_teksten import TOELICHTING, UITLEG_VOLGORDE
from chalicelib.domain.offerte_vergelijking import Sortering
from chalicelib.handlers.schemas.aanvragen import (
    OfferteLijst,
    ToestemmingLijst,
)
from chalicelib.handlers.schemas.examples.ids import (
    AANVRAAG,
    ANDERE_KREDIETVERSTREKKER,
    KREDIETVERSTREKKER,
    LESSOR,
    NOW,
    OFFERTE,
    OTHER_LESSOR,
    OVEREENKOMST,
    TOESTEMMING,
    VERSTREKKING,
    Examples,
)
from chalicelib.handlers.schemas.overeenkomsten import OvereenkomstLijst, OvereenkomstWeergave
from chalicelib.usecases.accept_offerte import OfferteAanvaard
from chalicelib.usecases.ask_verlenging import VerlengingGevraagd
from chalicelib.usecases.cancel_overeenkomst import OvereenkomstGeannuleerd
from chalicelib.usecases.revoke_overeenkomst import OvereenkomstHerroepen
from chalicelib.usecases.withdraw_toestemming import ToestemmingIngetrokken

# What a Kredietverstrekker sends, and the same in our list.
AANBOD: dict[str, Any] = {
    "referentie": "VL-2026-0001",
    "soort": "bindend",
    "financieringsbedrag": "36000.00",
    "looptijd_maanden": 60,
    "termijnen_per_jaar": 12,
    "betaalwijze": "achteraf",
    "termijnbedrag": "643.21",
    "aanbetaling": "4000.00",
    "slottermijn": "4000.00",
    "slottermijn_moment": "einde_looptijd",
    "eenmalige_kosten": "250.00",
    "nominale_jaarrente": "0.062500",
    "geldig_tot": "2026-12-13",
    "voorwaarden": "Onder voorbehoud van controle van de jaarcijfers.",
}
ANDER_AANBOD: dict[str, Any] = {
    "referentie": "TVL-2026-0002",
    "soort": "indicatief",
    "financieringsbedrag": "36000.00",
    "looptijd_maanden": 60,
    "termijnen_per_jaar": 12,
    "betaalwijze": "achteraf",
    "termijnbedrag": "652.00",
    "aanbetaling": "4000.00",
    "slottermijn": "3600.00",
    "slottermijn_moment": "einde_looptijd",
    "eenmalige_kosten": "0.00",
    "geldig_tot": "2026-12-13",
}
_AFWIJKING = {
    "code": AfwijkingCode.SLOTTERMIJN.value,
    "veld": "slottermijn",
    "melding": TOELICHTING[AfwijkingCode.SLOTTERMIJN],
    "gevraagd": "4000.00",
    "aangeboden": "3600.00",
}
_OFFERTES = [
    {
        "id": f"{OFFERTE[:-1]}b",
        "kredietverstrekker_id": ANDERE_KREDIETVERSTREKKER,
        "naam": OTHER_LESSOR,
        "status": "uitgebracht",
        **ANDER_AANBOD,
        "totaal_te_betalen": "42720.00",
        "totale_kosten": "6720.00",
        "effectieve_jaarrente": "0.066129",
        "ontvangen_op": NOW,
        "afwijkingen": [_AFWIJKING],
    },
    {
        "id": OFFERTE,
        "kredietverstrekker_id": KREDIETVERSTREKKER,
        "naam": LESSOR,
        "status": "uitgebracht",
        **AANBOD,
        "totaal_te_betalen": "42842.60",
        "totale_kosten": "6842.60",
        "effectieve_jaarrente": "0.067157",
        "ontvangen_op": NOW,
        "afwijkingen": [],
    },
]
_OVEREENKOMST = {
    "id": OVEREENKOMST,
    "aanvraag_id": AANVRAAG,
    "offerte_id": OFFERTE,
    "kredietverstrekker_id": KREDIETVERSTREKKER,
    "status": "actief",
    "aanvaard_op": NOW,
    "ingangsdatum": "2026-12-01",
    "einddatum": "2031-12-01",
}

ANSWERS: Examples = {
    OfferteLijst: {
        "twee offertes": {"offertes": _OFFERTES, "uitleg_volgorde": UITLEG_VOLGORDE[Sortering.EFFECTIEF]},
    },
    OfferteAanvaard: {"aanvaard": {"overeenkomst_id": OVEREENKOMST, "status": "in_ondertekening"}},
    VerlengingGevraagd: {
        "gevraagd": {"status": "gevraagd", "bericht_id": OFFERTE.replace("off_", "ber_")},
    },
    OvereenkomstWeergave: {
        "actief": {
            **_OVEREENKOMST,
            "referentie": "VL-2026-0001",
            "voorwaarden": AANBOD,
            "mijlpalen": [
                {"soort": "aanvaard", "datum": "2026-11-22"},
                {"soort": "ingang", "datum": "2026-12-01"},
                {"soort": "einde", "datum": "2031-12-01"},
            ],
        }
    },
    OvereenkomstGeannuleerd: {"geannuleerd": {"id": OVEREENKOMST, "status": "geannuleerd"}},
    OvereenkomstHerroepen: {
        "herroepen": {"id": OVEREENKOMST, "status": "herroepen", "terugbetalen_tot": "2026-12-22"},
    },
    OvereenkomstLijst: {"overeenkomsten": {"overeenkomsten": [_OVEREENKOMST]}},
    ToestemmingLijst: {
        "toestemmingen": {
            "toestemmingen": [
                {
                    "id": TOESTEMMING,
                    "aanvraag_id": AANVRAAG,
                    "verstrekking_id": VERSTREKKING,
                    "kredietverstrekker_id": KREDIETVERSTREKKER,
                    "status": "gegeven",
                    "gegeven_op": NOW,
                }
            ]
        }
    },
    ToestemmingIngetrokken: {"ingetrokken": {"id": TOESTEMMING, "status": "ingetrokken"}},
}
