"""
What a Kredietverstrekker may get of an Aanvraag, and may ask (art. 4 lid 2, art. 5, art. 6 lid 3, art. 9 lid 5).

Per product the exact veldpaden, and questions of its own. Both are shown before sending; nothing else leaves. A field
that the register does not know cannot be asked, as a veldpad or as a question: a question names its Categorie, and
that must be one that may be disclosed of whoever asks for a lease.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence

from chalicelib.domain.datum import is_day
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.kredietverstrekker_inhoud import NieuweKredietverstrekker
from chalicelib.domain.persoonsgegeven import Betrokkene, Categorie, Doel
from chalicelib.domain.vraag import (
    DEFAULT_LENGTH,
    AanvullendAntwoord,
    AanvullendeVraag,
    AntwoordSoort,
    AntwoordVoor,
    required_keys,
)
from chalicelib.errors import Fault
from chalicelib.privacy.register import allowed
from chalicelib.privacy.verstrekking import check_velden

_Behoefte = Kredietverstrekker | NieuweKredietverstrekker
_BEDRAG = re.compile(r"[0-9]{1,10}\.[0-9]{2}")


def askable() -> frozenset[Categorie]:
    """The categories that a question may ask for: those that may leave, of a Klant or a Consument."""
    return frozenset(
        categorie
        for categorie, betrokkene in allowed(Doel.VERSTREKKING)
        if betrokkene in (Betrokkene.KLANT, Betrokkene.CONSUMENT)
    )


def velden_of(row: Kredietverstrekker, product: str | None) -> tuple[str, ...]:
    """Its veldpaden for this product; None: those of all its products together."""
    apart: dict[str, tuple[str, ...]] = {one.product: one.velden for one in row.informatiebehoefte_per_product}
    if product is not None:
        return apart.get(product, row.informatiebehoefte)
    every = [row.informatiebehoefte, *apart.values()]
    return tuple(dict.fromkeys(veld for velden in every for veld in velden))


def vragen_of(row: Kredietverstrekker, product: str | None) -> tuple[AanvullendeVraag, ...]:
    """Its questions for this product; None: all of them."""
    return tuple(vraag for vraag in row.vragen if product is None or product in (vraag.producten or row.producten))


def digest(row: Kredietverstrekker, product: str | None) -> str:
    """SHA-256 of what a sender sees of its need: another digest is another need."""
    seen = {
        "velden": velden_of(row, product),
        "vragen": [vraag.model_dump(mode="json") for vraag in vragen_of(row, product)],
    }
    return hashlib.sha256(json.dumps(seen, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def check_behoefte(row: _Behoefte) -> tuple[Fault, ...]:
    """A fault for each part of its need that asks for what may not be asked."""
    return (*check_velden(row.informatiebehoefte), *_per_product(row), *_questions(row))


def check_antwoorden(
    lessors: Sequence[Kredietverstrekker], product: str, given: Sequence[AntwoordVoor]
) -> tuple[Fault, ...]:
    """A fault for each answer that nobody asked or that does not fit, and for each recipient still without one."""
    asked = {(row.id, vraag.sleutel): vraag for row in lessors for vraag in vragen_of(row, product)}
    faults: list[Fault] = []
    seen: set[tuple[str, str]] = set()
    for number, answer in enumerate(given):
        place = (answer.kredietverstrekker_id, answer.sleutel)
        if place not in asked or place in seen:
            faults.append(Fault(f"antwoorden.{number}.sleutel", "antwoord.niet_gevraagd"))
        elif (fault := _fits(asked[place], answer)) is not None:
            faults.append(Fault(f"antwoorden.{number}.waarde", *fault))
        seen.add(place)
    open_ = (row.id for row in lessors if not _answered(row, product, seen))
    places = {row.id: number for number, row in enumerate(lessors)}
    return (*faults, *(Fault(f"kredietverstrekkers.{places[row_id]}", "vraag.onbeantwoord") for row_id in open_))


def _answered(row: Kredietverstrekker, product: str, seen: set[tuple[str, str]]) -> bool:
    return required_keys(vragen_of(row, product)) <= {sleutel for row_id, sleutel in seen if row_id == row.id}


def _per_product(row: _Behoefte) -> Iterator[Fault]:
    for number, behoefte in enumerate(row.informatiebehoefte_per_product):
        place = f"informatiebehoefte_per_product.{number}"
        if behoefte.product not in row.producten:
            yield Fault(f"{place}.product", "behoefte.product")
        yield from check_velden(behoefte.velden, f"{place}.velden")


def _questions(row: _Behoefte) -> Iterator[Fault]:
    may = askable()
    for number, vraag in enumerate(row.vragen):
        if vraag.categorie not in may:
            yield Fault(f"vragen.{number}.categorie", "vraag.categorie")
        if not set(vraag.producten or ()) <= set(row.producten):
            yield Fault(f"vragen.{number}.producten", "behoefte.product")


def _fits(vraag: AanvullendeVraag, answer: AanvullendAntwoord) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """The code of what is wrong with an answer, and its parameters; None when it is one to this question."""
    waarde = answer.waarde
    kinds = {AntwoordSoort.GETAL: int, AntwoordSoort.JA_NEE: bool}
    if type(waarde) is not kinds.get(vraag.soort, str):
        return f"antwoord.{vraag.soort}", ()
    text = str(waarde)
    longest = vraag.max_lengte or DEFAULT_LENGTH
    match vraag.soort:
        case AntwoordSoort.TEKST if len(text) > longest:
            return "tekst.lang", (("max", str(longest)),)
        case AntwoordSoort.BEDRAG if not _BEDRAG.fullmatch(text):
            return "antwoord.bedrag", ()
        case AntwoordSoort.DATUM if not is_day(text):
            return "antwoord.datum", ()
        case AntwoordSoort.KEUZE if text not in (vraag.keuzes or ()):
            return "antwoord.keuze", ()
    return None
