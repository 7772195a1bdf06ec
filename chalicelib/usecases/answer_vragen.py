"""What a sender says about the need of the Kredietverstrekkers, with the sending: answers, and what he saw of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.ids import dossier_of
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.verstrekking import antwoorden_id
from chalicelib.domain.vraag import AanvullendAntwoord, AanvullendeAntwoorden, AntwoordVoor
from chalicelib.errors import Fault, InvalidInput
from chalicelib.privacy.informatiebehoefte import check_antwoorden, digest
from chalicelib.usecases.content import seal
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter


@dataclass(frozen=True)
class Gezien:
    """The need of one Kredietverstrekker as the sender saw it, by its digest."""

    kredietverstrekker_id: str
    sha256: str


@dataclass(frozen=True)
class Opgave:
    """
    The answers to what the recipients ask and, where the sender says so, the need that he saw of each. `geen_bsn`
    says that he confirmed that a number in an answer is no BSN.
    """

    antwoorden: Sequence[AntwoordVoor] = ()
    gezien: Sequence[Gezien] = ()
    geen_bsn: bool = False

    def to(self, lessor: Kredietverstrekker) -> tuple[AanvullendAntwoord, ...]:
        """The answers for this one and nobody else; validated when they came in, with what was confirmed then."""
        return tuple(
            AanvullendAntwoord.model_construct(sleutel=answer.sleutel, waarde=answer.waarde)
            for answer in self.antwoorden
            if answer.kredietverstrekker_id == lessor.id
        )


GEEN_OPGAVE = Opgave()


def refuse_need(lessors: Sequence[Kredietverstrekker], product: str, opgave: Opgave) -> None:
    """Raises InvalidInput for an answer that does not fit or is missing, and for a need that is not what was seen."""
    present = {lessor.id: digest(lessor, product) for lessor in lessors}
    faults = [
        Fault(f"gezien.{number}.sha256", "behoefte.gewijzigd")
        for number, seen in enumerate(opgave.gezien)
        if present.get(seen.kredietverstrekker_id) != seen.sha256
    ]
    faults += check_antwoorden(lessors, product, opgave.antwoorden)
    if faults:
        raise InvalidInput(*faults)


def answer_vragen(
    broker: Broker, writer: DossierWriter, verstrekking_id: str, antwoorden: tuple[AanvullendAntwoord, ...]
) -> None:
    """Keep them encrypted, in the dossier, with the permission that they came with."""
    if antwoorden:
        content = AanvullendeAntwoorden(antwoorden=antwoorden)
        record_id = antwoorden_id(verstrekking_id)
        writer.insert(seal(broker, dossier_of(verstrekking_id), record_id, 1, "vraagantwoorden", content))
