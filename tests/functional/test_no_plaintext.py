"""
Art. 9 lid 3, I6: after a whole flow nothing that somebody entered can be read in any store, queue or log.

Every personal field of every kind of content holds a marker of its own; the fields are those of the models, so that
a new one fails here until it has one.
"""

import logging
import re
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Annotated

import pytest
from pydantic import BaseModel

from chalicelib.domain.dossier_inhoud import DossierInhoud
from chalicelib.domain.persoonsgegeven import Categorie
from chalicelib.privacy.doel import INHOUDSOORTEN
from chalicelib.privacy.register import fields_of
from chalicelib.settings import Settings
from tests.functional import marked_papers, markers
from tests.functional.contract_client import Json, new_name
from tests.functional.contract_lender import listening, register
from tests.functional.marked_flow import AKKOORD, END, NEW_NAME, REASON, WRONG, MarkedFlow
from tests.functional.own_broker import own_broker
from tests.functional.plaintext_scan import Place, kept, mails, needles, sealed_models, seen

SCHERMNAAM = new_name("merkteken")
# What the flow sends of each kind of content that is stored.
PLANTED: Mapping[str, tuple[Json, ...]] = {
    "dossier": (markers.klant(), markers.consument()),
    "aanvraag": (markers.sale_and_lease_back(), markers.private_lease()),
    "offerte": (markers.offer(),),
    "overeenkomst": (markers.activation(),),
    "informatieverzoek": (markers.questions(),),
    "vraagantwoorden": (markers.extra_answers(),),
    "antwoorden": (markers.answers(), markers.answers_with_document()),
    "account": (markers.sign_up(SCHERMNAAM, AKKOORD),),
    "contact": (markers.contact(),),
    "bewaarblokkade": (markers.held(),),
    "document": tuple(markers.paper(name) for name in marked_papers.NAMES),
}
OTHERS = {"wachtwoord": markers.PASSWORD, "reden": REASON, "einde": END, "fout": WRONG, "nieuw": NEW_NAME}
# Choices that stand in clear on an envelope too, declared as GeenPersoonsgegeven: which rules a dossier falls under,
# who offers such a product, and until when and how far an Offerte binds; nothing has to be opened to know them.
IN_CLEAR = {"dossier.betrokkene.soort", "aanvraag.product", "offerte.geldig_tot", "offerte.soort"}
SENT = {"dossier", "aanvraag", "antwoorden", "vraagantwoorden"}  # what a Kredietverstrekker is told


def personal(model: type[BaseModel]) -> set[str]:
    """The fields of a model that carry a Categorie and hold something themselves."""
    marked = {path for path, mark in fields_of(model) if isinstance(mark, Categorie)}
    return {path for path in marked if not any(other.startswith(f"{path}.") for other in marked)}


def planted(kind: str) -> dict[str, list[str]]:
    """What to look for, by the field that it was sent in."""
    found: dict[str, list[str]] = {}
    for body in PLANTED[kind]:
        for path, value in markers.leaves(body):
            found.setdefault(path, []).extend(needles(path, value))
    return found


def of_models(kinds: set[str]) -> dict[str, list[str]]:
    """What to look for of these kinds of content, by field."""
    fields = {(kind, path) for kind in kinds for path in personal(INHOUDSOORTEN[kind].model)}
    return {f"{kind}.{path}": planted(kind)[path] for kind, path in fields if f"{kind}.{path}" not in IN_CLEAR}


@pytest.mark.parametrize("kind", sorted(INHOUDSOORTEN))
def test_every_personal_field_holds_a_marker(kind: str) -> None:
    assert kind in PLANTED, "a new kind of content: plant a marker in each of its fields, and send it in the flow"
    assert personal(INHOUDSOORTEN[kind].model) - planted(kind).keys() == set()


def test_a_new_personal_field_is_missed() -> None:
    class MoreInhoud(DossierInhoud):
        hobby: Annotated[str | None, Categorie.NAW] = None

    assert personal(MoreInhoud) - planted("dossier").keys() == {"hobby"}


def in_bucket(place: Place, bucket: str) -> bool:
    return place.name.startswith(f"object {bucket}/")


def only_in_quarantine(settings: Settings) -> None:
    """The declared exception to I6: a file that waits can be read there, and nowhere else."""
    found = {name for _, name in seen(of_models({"document"}), kept(settings))}
    assert len(found) == 1
    assert found.pop().startswith(f"object {settings.bucket_quarantaine}/")


def test_nothing_that_was_entered_can_be_read(
    local_aws: Settings, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """
    From sign-up to Overeenkomst, with papers, a withdrawal, a destruction, and what goes wrong on the way.

    Quarantine may hold a file for a while (I6), and is empty in the end.
    """
    caplog.set_level(logging.INFO)
    with own_broker(local_aws.model_copy(update={"consument_producten": True})) as own, ExitStack() as ears:
        lenders = [register(own.operator, ears.enter_context(listening()), **markers.lender()) for _ in range(2)]
        MarkedFlow(own, lenders, SCHERMNAAM, lambda: only_in_quarantine(local_aws)).play()
    output = capfd.readouterr()
    said = Place("output", (output.out + output.err + caplog.text).encode())
    wanted = {**of_models(set(INHOUDSOORTEN)), **{name: [text] for name, text in OTHERS.items()}}
    # What a paper is called opens it to whoever has a secret of its Kredietverstrekker: stored, but said by no log.
    assert "/documenten/{document_id}" in output.out
    assert not re.search(r"doc_[a-z2-7]{34}", output.out + output.err)
    wanted["geheim"] = [lender.secret.removeprefix("whsec_") for lender in lenders]
    places = kept(local_aws)
    assert seen(wanted, [said, *places]) == []
    assert [place.name for place in places if in_bucket(place, local_aws.bucket_quarantaine)] == []
    # A mail is sent to the address of an account, and says nothing more of anybody.
    assert seen(wanted | {"account.schermnaam": []}, mails(local_aws)) == []
    # The other side of the proof: there were events, every kind of content was stored, and what we looked for is
    # what Kredietverstrekkers were told.
    assert b'"event":"callback:message:stored"' in said.content
    assert sealed_models(local_aws) >= set(INHOUDSOORTEN) - {"document"}
    assert [place for place in places if in_bucket(place, local_aws.bucket_documenten)]
    heard = [Place("heard", message.raw) for lender in lenders for message in lender.ear.heard]
    told = of_models(SENT).keys() - {"antwoorden.antwoorden.document_id"}
    assert told - {path for path, _ in seen(wanted, heard)} == set()
