"""What a Kredietverstrekker asks, what the sender answers, and what it says of a contract: all encrypted."""

import re
from typing import Annotated

from pydantic import Field

from chalicelib.domain.bsn import LangeTekst, VrijeTekst
from chalicelib.domain.document import DocumentKind
from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import Categorie

Code = Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,64}$")]
MAX_ITEMS = 20


class Vraag(Model):
    """`document` names the kind of paper that is asked; without it the code can (`gevraagde_soort`)."""

    code: Annotated[Code, Categorie.CORRESPONDENTIE]
    omschrijving: Annotated[LangeTekst, Categorie.CORRESPONDENTIE]
    document: Annotated[DocumentKind | None, Categorie.CORRESPONDENTIE] = None


class Informatieverzoek(Model):
    """`informatie.gevraagd`: each item once."""

    items: Annotated[tuple[Vraag, ...], Field(min_length=1, max_length=MAX_ITEMS), Categorie.CORRESPONDENTIE]


class Antwoord(Model):
    code: Annotated[Code, Categorie.CORRESPONDENTIE]
    tekst: Annotated[VrijeTekst | None, Categorie.CORRESPONDENTIE] = None
    document_id: Annotated[str | None, Field(max_length=100), Categorie.CORRESPONDENTIE] = None


class Antwoorden(Model):
    """The sender's answers, one per code that was asked."""

    antwoorden: Annotated[tuple[Antwoord, ...], Field(min_length=1, max_length=MAX_ITEMS), Categorie.CORRESPONDENTIE]


def asked_kind(code: str, document: str | None) -> DocumentKind | None:
    """
    Which paper a question asks: what it names, else the kind that its code is or begins with (`jaarcijfers_2025`).

    None for a question that asks words only: no paper may be an answer to it.
    """
    if document is not None:
        return DocumentKind(document)
    fitting = [kind for kind in DocumentKind if re.match(rf"{kind}([_.-]|$)", code)]
    return max(fitting, key=len, default=None)


class OvereenkomstInhoud(Model):
    """What the Kredietverstrekker said when the contract became active."""

    referentie: Annotated[str, Field(min_length=1, max_length=100), Categorie.VOORWAARDEN]
