"""A Document of a dossier: its envelope. The file itself is ciphertext in the bucket of documents."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from chalicelib.domain.ids import dossier_of
from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import Categorie
from chalicelib.domain.row import Bewijs, Due, DueSoort, Regel, Row, Sleutel, Tijd, Toestand
from chalicelib.domain.toestand import Machine


class Mediatype(StrEnum):
    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


class DocumentKind(StrEnum):
    """Which paper it is (art. 4 lid 2d): what a Kredietverstrekker can ask, and the sender says it sends."""

    JAARCIJFERS = "jaarcijfers"
    PROGNOSE = "prognose"
    KOLOMMENBALANS = "kolommenbalans"
    BTW_AANGIFTE = "btw_aangifte"
    BANKAFSCHRIFT = "bankafschrift"
    LOONSTROOK = "loonstrook"
    WERKGEVERSVERKLARING = "werkgeversverklaring"
    PENSIOENOVERZICHT = "pensioenoverzicht"
    LEGITIMATIE = "legitimatie"
    UBO_VERKLARING = "ubo_verklaring"
    KVK_UITTREKSEL = "kvk_uittreksel"
    FACTUUR = "factuur"
    OVERIG = "overig"


# Passed on and not kept (domain.md 6): they go as soon as the Overeenkomst has begun.
PASSED_ON = frozenset({DocumentKind.LEGITIMATIE, DocumentKind.UBO_VERKLARING})


class DocumentStatus(StrEnum):
    GEVRAAGD = "gevraagd"  # a link to send it was given
    ONTVANGEN = "ontvangen"  # in quarantine, until the scanner has said what it thinks
    GOEDGEKEURD = "goedgekeurd"
    AFGEWEZEN = "afgewezen"
    VERVALLEN = "vervallen"


_S = DocumentStatus
VERLOOP = Machine(
    {
        _S.GEVRAAGD: frozenset({_S.ONTVANGEN, _S.GOEDGEKEURD, _S.AFGEWEZEN, _S.VERVALLEN}),
        _S.ONTVANGEN: frozenset({_S.GOEDGEKEURD, _S.AFGEWEZEN, _S.VERVALLEN}),
        _S.GOEDGEKEURD: frozenset({_S.VERVALLEN}),
    }
)
REVISIE = 1  # a document is never changed: another one is another document
MODEL = "document"


class Document(Row):
    """
    `kind` is which paper it is. `sha256` and `grootte` are those of the file as it is kept, without metadata; before
    that, those that the sender announced. `gedeeld_met` names the Verstrekkingen that it was an answer to: nobody
    else gets it. `nog_wissen` says that it is `vervallen` and that its object has still to go. `uiterlijk` is when
    what waits in quarantine must be gone.
    """

    soort: ClassVar[str] = "document"
    kind: Annotated[DocumentKind, Regel]
    mediatype: Annotated[Mediatype, Regel]
    status: Annotated[DocumentStatus, Toestand]
    sha256: Annotated[str, Bewijs]
    grootte: Annotated[int, Toestand]
    gemaakt_op: Annotated[AwareDatetime, Tijd]
    uiterlijk: Annotated[AwareDatetime | None, Tijd] = None
    reden: Annotated[str, Regel] = ""
    gedeeld_met: Annotated[tuple[str, ...], Sleutel] = ()
    nog_wissen: Annotated[bool, Toestand] = False

    @property
    def waiting(self) -> bool:
        """Whether its bytes can lie in quarantine."""
        return self.status in (DocumentStatus.GEVRAAGD, DocumentStatus.ONTVANGEN)

    @property
    def place(self) -> str:
        """The key of its object, in either bucket."""
        return f"{dossier_of(self.id)}/{self.id}"

    def due(self) -> Due | None:
        """When its wait is over, `herstel` empties quarantine of it."""
        if not self.waiting or self.uiterlijk is None:
            return None
        return Due(soort=DueSoort.VERNIETIGING, op=self.uiterlijk)

    def moved(self, status: DocumentStatus, reden: str = "") -> "Document":
        """Raises IllegalState when no edge leads there."""
        VERLOOP.move(self.status, status)
        return self.model_copy(update={"status": status, "reden": reden, "uiterlijk": None})


class DocumentInhoud(Model):
    """The file: whatever a paper says, it is financial data of art. 4 lid 2d, and who sees it sees all of it."""

    bestand: Annotated[bytes, Field(min_length=1), Categorie.DOCUMENT]
