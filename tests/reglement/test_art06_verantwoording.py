"""Art. 6 lid 3, Art. 9 lid 1: wat van een dossier vertrok en wat bleef, is te bewijzen uit het bewijs."""

import json
from typing import Any

import pytest

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.kredietverstrekker import Levering
from chalicelib.domain.persoonsgegeven import Categorie, Doel
from chalicelib.domain.row import Inhoud
from chalicelib.domain.vraag import AanvullendeVraag, AntwoordSoort, AntwoordVoor
from chalicelib.errors import NotFound
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.privacy.verstrekking import paths_of
from chalicelib.usecases.account_for_verstrekking import account_for_verstrekking
from chalicelib.usecases.answer_vragen import Opgave
from chalicelib.usecases.ports.store import Replace
from chalicelib.usecases.ports.vault import Lezer
from chalicelib.usecases.update_dossier import update_dossier
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.bodies import klant, raw
from tests.broker import Bench
from tests.disclosures import body_of
from tests.lessors import NEED, Lessor

QUESTION = AanvullendeVraag(sleutel="uren", tekst="Uur?", soort=AntwoordSoort.GETAL, categorie=Categorie.OBJECT)
PRIVATE = {"betrokkene.geboortedatum", "betrokkene.achternaam", "onderneming.oprichtingsdatum", "financieel.omzet"}


def sent(bench: Bench, vendor: Actor, lessor: Lessor) -> str:
    """The id of the Aanvraag, with one answer."""
    aanvraag_id = bench.concept(vendor)
    answer = AntwoordVoor(kredietverstrekker_id=lessor.id, sleutel="uren", waarde=8)
    bench.submit(vendor, aanvraag_id, [lessor], opgave=Opgave((answer,)))
    bench.dispatch(aanvraag_id)
    return aanvraag_id


def opened(bench: Bench, record_id: str, revisie: int) -> dict[str, Any]:
    """What stood in this revision, read as an investigator would: through the vault, on record."""
    state = bench.state(record_id)
    record: Inhoud = state.content(record_id, revisie)
    found: dict[str, Any] = json.loads(
        bench.broker.vault.open(state.dossier, Lezer("onderzoek", Doel.NALEVING), [record])[1][0]
    )
    return found


def intent(bench: Bench, aanvraag_id: str) -> Bewijsstuk:
    (stuk,) = bench.told(dossier_of(aanvraag_id), "verstrekking.voorgenomen")
    return stuk


def test_the_evidence_alone_rebuilds_the_disclosure(bench: Bench) -> None:
    """
    Art. 6 lid 3: from the evidence, and the revisions that it names, come the very fields that left; the difference
    with the dossier is what did not. Nothing of it rests on what we happen to have sent in memory.
    """
    vendor, lessor = bench.vendor(), bench.lessor(vragen=(QUESTION,))
    aanvraag_id = sent(bench, vendor, lessor)
    told = intent(bench, aanvraag_id).gegevens
    assert told["soort"] == "aanvraag.aangeboden"
    dossier_revisie, aanvraag_revisie = told["dossier_revisie"], told["aanvraag_revisie"]
    assert isinstance(dossier_revisie, int)
    assert isinstance(aanvraag_revisie, int)
    held = {
        **opened(bench, dossier_of(aanvraag_id), dossier_revisie),
        **opened(bench, aanvraag_id, aanvraag_revisie),
    }
    velden = told["velden"]
    assert isinstance(velden, tuple)
    allowed = {path for path in paths_of(held) if any(path == veld or path.startswith(f"{veld}.") for veld in velden)}
    body = body_of(bench.egress.sent[0])
    assert paths_of(body["data"]["gegevens"]) == allowed | {"financiering.financieringsbedrag"}
    assert paths_of(held) - allowed >= PRIVATE
    assert told["digest"] == bench.broker.vault.keyed_hash("bericht", bench.egress.sent[0].body)
    assert (told["vragen"], body["data"]["antwoorden"]) == (("uren",), [{"sleutel": "uren", "waarde": 8}])
    bench.check_evidence()


def test_the_evidence_names_no_field_that_was_filled_in(bench: Bench) -> None:
    """Art. 9 lid 1: it outlives the dossier, so what somebody has or has not stands in it by digest only."""
    vendor, lessor = bench.vendor(), bench.lessor(need=("betrokkene",))
    aanvraag_id = bench.sent(vendor, lessor)
    assert intent(bench, aanvraag_id).gegevens["velden"] == ("betrokkene",)
    assert "tussenvoegsel" not in repr(bench.chain(dossier_of(aanvraag_id)))


def test_the_sender_sees_what_left_and_what_stayed(bench: Bench) -> None:
    """Art. 6 lid 3: by field, for each recipient; and that it is so, by the digest of the message."""
    vendor, lessor = bench.vendor(), bench.lessor(vragen=(QUESTION,))
    aanvraag_id = sent(bench, vendor, lessor)
    row = bench.verstrekking(aanvraag_id, lessor)
    seen = account_for_verstrekking(bench.broker, vendor, row.id)
    assert seen.klopt
    assert seen.verstrekt_op == row.levering.eerste_voornemen
    assert set(seen.vertrokken) == paths_of(body_of(bench.egress.sent[0])["data"]["gegevens"])
    assert set(seen.achtergebleven) >= PRIVATE
    assert set(seen.vertrokken).isdisjoint(seen.achtergebleven)
    assert seen.vragen == ("uren",)
    assert bench.chain(dossier_of(aanvraag_id))[-1].gegevens["doel"] == "5.1"


def test_before_it_left_nothing_did(bench: Bench) -> None:
    """Art. 6 lid 3: permission is not yet disclosure."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)
    seen = account_for_verstrekking(bench.broker, vendor, bench.verstrekking(aanvraag_id, lessor).id)
    assert (seen.verstrekt_op, seen.vertrokken, seen.vragen) == (None, (), ())
    assert set(seen.achtergebleven) > set(NEED) - {"financiering"}


def test_what_left_stays_as_it_was(bench: Bench) -> None:
    """Art. 6 lid 3: a dossier that changes afterwards, or a withdrawal, does not change what left."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    verstrekking_id = bench.verstrekking(aanvraag_id, lessor).id
    before = account_for_verstrekking(bench.broker, vendor, verstrekking_id)
    change = raw({"onderneming": {"handelsnaam": "Voorbeeld Anders", "sbi_code": "451"}})
    update_dossier(bench.broker, vendor, dossier_of(aanvraag_id), 1, change)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    after = account_for_verstrekking(bench.broker, vendor, verstrekking_id)
    assert (after.vertrokken, after.achtergebleven, after.klopt) == (before.vertrokken, before.achtergebleven, True)


def test_an_account_of_other_fields_does_not_hold(bench: Bench) -> None:
    """Art. 9 lid 1: whoever rewrites which fields were asked is found out by the digest."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    row = bench.verstrekking(aanvraag_id, lessor)
    bench.store.commit(Replace(row.model_copy(update={"velden": ("onderneming.kvk_nummer",)})))
    assert not account_for_verstrekking(bench.broker, vendor, row.id).klopt


def test_it_is_told_to_its_sender_alone(bench: Bench) -> None:
    """Art. 7 lid 1: which fields a dossier holds is nobody else's business."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    stranger = bench.vendor("ander@example.com")
    for verstrekking_id in (bench.verstrekking(aanvraag_id, lessor).id, "ver_" + "a" * 42, "onzin"):
        with pytest.raises(NotFound):
            account_for_verstrekking(bench.broker, stranger, verstrekking_id)


def test_paths_name_what_is_there_once() -> None:
    """Art. 6 lid 3: no list indexes, no nulls, and each field of the example."""
    assert paths_of({"a": [{"b": 1, "c": None}, {"b": 2}], "d": {}, "e": [], "f": False}) == {"a.b", "f"}
    assert paths_of(klant()) >= PRIVATE


def test_of_a_notice_nothing_left_before_it_was_fetched(bench: Bench) -> None:
    """Art. 6 lid 3: who is only told that something waits has nothing of the dossier yet."""
    vendor, lessor = bench.vendor(), bench.lessor(vragen=(QUESTION,), levering=Levering.MELDING)
    aanvraag_id = sent(bench, vendor, lessor)
    (row,) = bench.state(aanvraag_id).verstrekkingen.values()
    told = account_for_verstrekking(bench.broker, vendor, row.id)
    assert (told.vertrokken, told.vragen, told.klopt) == ((), (), True)
    bench.fetch(lessor, row.id)
    after = account_for_verstrekking(bench.broker, vendor, row.id)
    assert set(after.vertrokken) == set(told.achtergebleven) - set(after.achtergebleven)
    assert after.vertrokken
    assert (after.vragen, after.klopt) == (("uren",), True)
    (stuk,) = bench.told(dossier_of(aanvraag_id), "verstrekking.opgehaald")
    assert stuk.gegevens["velden"] == row.velden


def test_in_their_own_words_the_account_still_holds(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor(vragen=(QUESTION,), levering=Levering.POLLING)
    aanvraag_id = sent(bench, vendor, lessor)
    (row,) = bench.state(aanvraag_id).verstrekkingen.values()
    assert account_for_verstrekking(bench.broker, vendor, row.id).klopt
