"""What the examples share: their type, and ids, times and other values, shaped like real ones, obviously invented."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.model import Model

Named = Mapping[str, Any]  # examples of one body, each under a name that tells what it shows
Examples = Mapping[type[Model], Named]

_DOSSIER = "voorbeelddossieraaaaaaaaaa"
_AANVRAAG = _DOSSIER + "aanvraag"

DOSSIER = f"dos_{_DOSSIER}"
AANVRAAG = f"aan_{_AANVRAAG}"
VERSTREKKING = f"ver_{_AANVRAAG}verstrek"
TOESTEMMING = f"toe_{_AANVRAAG}verstrek"
OFFERTE = f"off_{_AANVRAAG}offertea"
OVEREENKOMST = f"ove_{_AANVRAAG}overeenk"
BERICHT = f"ber_{_AANVRAAG}berichta"
DOCUMENT = f"doc_{_DOSSIER}document"
BEWAARBLOKKADE = f"blo_{_DOSSIER}blokkade"
ACCOUNT = "acc_voorbeeldaccountaaaaaaaaaa"
KREDIETVERSTREKKER = "kre_voorbeeldkredietverstrekke"
ANDERE_KREDIETVERSTREKKER = "kre_anderekredietverstrekkeraa"
BULK = "bul_voorbeeldbulkaaaaaaaaaaaaa"

EARLIER = "2026-11-20T09:00:00Z"
NOW = "2026-11-22T14:00:00Z"
LATER = "2026-12-06T14:00:00Z"
PAPER = "2021-04-26"
VERVOLG = "dm9vcmJlZWxk"  # the word voorbeeld, as a place in a list is written
SHA256 = "0123456789abcdef" * 4
GEHEIM = "whsec_VOORBEELDVOORBEELDVOORBEELDVOORBEELDVOORBEEL"
PRIVACY_PAGE = "https://www.voorbeeldlease.example/privacy"
LESSOR = "Voorbeeld Lease B.V."
OTHER_LESSOR = "Tweede Voorbeeld Lease B.V."
