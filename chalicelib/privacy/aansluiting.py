"""
When a Kredietverstrekker may be connected (art. 2 lid 3, 4 lid 5, 6 lid 1, 9 lid 5): what has to be checked first.

A check is of something: the arrangement, the address of a privacy statement, a country. When that changes, the check
of it is over, without anybody having to think of it.
"""

from collections.abc import Collection, Mapping

from chalicelib.domain.aansluiting import Controle, ControleOnderdeel
from chalicelib.domain.aanvraag_inhoud import Product
from chalicelib.domain.kredietverstrekker import Kredietverstrekker

_O = ControleOnderdeel
# By which clause each is asked.
ARTIKEL: Mapping[ControleOnderdeel, str] = {
    _O.VERWERKINGSAFSPRAAK: "art. 2 lid 3, art. 6 lid 1",
    _O.EER: "art. 9 lid 5",
    _O.CONTACT: "art. 7 lid 7, art. 10 lid 2",
    _O.PRIVACYVERKLARING: "art. 4 lid 5",
    _O.INFORMATIEPLICHT: "art. 4 lid 5",
    _O.VERGUNNING: "art. 5 lid 12",  # Wft art. 2:60: who offers credit to a consumer needs one
    _O.CERTIFICERING: "art. 9 lid 1",
}
# What may be recorded, and keeps nobody out: who has staff at the portal has no endpoint to certify.
_NEVER = frozenset({_O.CERTIFICERING})
_ALWAYS = frozenset(_O) - _NEVER - {_O.VERGUNNING}
_CREDIT = frozenset({Product.PERSOONLIJKE_LENING, Product.DOORLOPEND_KREDIET})


def required(producten: Collection[str]) -> frozenset[ControleOnderdeel]:
    """What has to be checked of who offers these."""
    return frozenset(_O) - _NEVER if _CREDIT.intersection(producten) else _ALWAYS


def subject(row: Kredietverstrekker, onderdeel: ControleOnderdeel) -> str:
    """What a check of this is a check of, as it stands now: published data of a company, or a number."""
    match onderdeel:
        case _O.VERWERKINGSAFSPRAAK:
            return row.verwerkingsafspraak
        case _O.EER:
            return row.land
        case _O.CONTACT:
            return f"revisie {row.contact}"
        case _O.PRIVACYVERKLARING | _O.INFORMATIEPLICHT:
            return row.privacyverklaring
        case _O.VERGUNNING:
            return row.kvk_nummer
        case _O.CERTIFICERING:
            return f"{row.levering.value} {row.endpoint}"


def holds(row: Kredietverstrekker, controle: Controle) -> bool:
    """Whether it was of what stands there now."""
    return controle.van == subject(row, controle.onderdeel)


def certified(row: Kredietverstrekker) -> str | None:
    """The digest of the report of this endpoint, told this way; None when it was not certified as it stands now."""
    found = (one for one in row.controles if one.onderdeel is _O.CERTIFICERING and holds(row, one))
    return next((one.sha256 for one in found), None)


def missing(row: Kredietverstrekker) -> tuple[ControleOnderdeel, ...]:
    """What has yet to be checked, in the order of the list; empty when nothing keeps it from being connected."""
    checked = {controle.onderdeel for controle in row.controles if holds(row, controle)}
    return tuple(onderdeel for onderdeel in _O if onderdeel in required(row.producten) - checked)
