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
}
_ALWAYS = frozenset(_O) - {_O.VERGUNNING}
_CREDIT = frozenset({Product.PERSOONLIJKE_LENING, Product.DOORLOPEND_KREDIET})


def required(producten: Collection[str]) -> frozenset[ControleOnderdeel]:
    """What has to be checked of who offers these."""
    return frozenset(_O) if _CREDIT.intersection(producten) else _ALWAYS


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


def holds(row: Kredietverstrekker, controle: Controle) -> bool:
    """Whether it was of what stands there now."""
    return controle.van == subject(row, controle.onderdeel)


def missing(row: Kredietverstrekker) -> tuple[ControleOnderdeel, ...]:
    """What has yet to be checked, in the order of the list; empty when nothing keeps it from being connected."""
    checked = {controle.onderdeel for controle in row.controles if holds(row, controle)}
    return tuple(onderdeel for onderdeel in _O if onderdeel in required(row.producten) - checked)
