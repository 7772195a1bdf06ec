"""Art. 8 lid 1: the contact person of a Kredietverstrekker goes when its aansluiting ends."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.kalender import add_months
from chalicelib.domain.kredietverstrekker import Kredietverstrekker, Levering, secret_key_of
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker
from chalicelib.domain.levering import LeveringStatus
from chalicelib.domain.persoonsgegeven import Betrokkene, Categorie, Doel
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.row import DataSleutel, Inhoud, inhoud_key
from chalicelib.domain.verstrekking import BerichtSoort, VerstrekkingStatus
from chalicelib.errors import Undecryptable
from chalicelib.privacy.bewaartermijn import BEWIJS, TABEL, Bewaartermijn
from chalicelib.privacy.register import REGISTER
from chalicelib.usecases import purge_bewijs
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.end_verstrekkingen import end_verstrekkingen
from chalicelib.usecases.list_vernietigingen import list_vernietigingen
from chalicelib.usecases.ports.egress import Outcome
from chalicelib.usecases.ports.store import Change
from chalicelib.usecases.ports.vault import Lezer
from chalicelib.usecases.redate_dossiers import redate_dossiers
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.broker import OPERATOR, Bench, Crash
from tests.destruction import receipt, run
from tests.lessors import Lessor
from tests.stops import suspend

NOTHING = {"vernietigd": 0, "hervat": 0, "uitgesteld": 0}


def end(bench: Bench, lessor: Lessor) -> Kredietverstrekker:
    change = GewijzigdeKredietverstrekker(status="beeindigd")
    return update_kredietverstrekker(bench.broker, OPERATOR, lessor.id, change)


def contact(bench: Bench, lessor: Lessor) -> Inhoud | None:
    return bench.store.get(Inhoud, inhoud_key("contact", lessor.id, 1))


def test_a_contact_person_goes_when_the_aansluiting_ends(bench: Bench) -> None:
    """Art. 8 lid 1: content and key, and not those of another Kredietverstrekker. They stayed for ever."""
    lessor, other = bench.lessor("a"), bench.lessor("b")
    end(bench, lessor)
    assert run(bench, bench.clock.now()) == NOTHING | {"vernietigd": 1}
    assert contact(bench, lessor) is None
    assert bench.store.get(DataSleutel, lessor.id) is None
    assert contact(bench, other)
    assert bench.store.get(DataSleutel, other.id)


def test_a_contact_person_of_who_takes_part_stays(bench: Bench) -> None:
    """Art. 8 lid 1: needed while the Kredietverstrekker is registered, active or suspended."""
    active, suspended, fresh = bench.lessor("a"), bench.lessor("b"), bench.lessor("c", active=False)
    suspend(bench, OPERATOR, "", suspended)
    assert run(bench, bench.clock.now() + timedelta(days=4000)) == NOTHING
    assert all(contact(bench, lessor) for lessor in (active, suspended, fresh))


def test_a_copy_of_a_contact_person_is_undecryptable(bench: Bench) -> None:
    """Art. 8 lid 1, I8: what a backup may still hold is no use without the key."""
    lessor = bench.lessor()
    kept = contact(bench, lessor)
    assert kept is not None
    end(bench, lessor)
    run(bench, bench.clock.now())
    with pytest.raises(Undecryptable):
        bench.broker.vault.open(bench.kredietverstrekker(lessor), Lezer(OPERATOR.account_id, Doel.DIENST), [kept])


def test_the_end_of_a_contact_person_has_a_receipt(bench: Bench) -> None:
    """Art. 8 lid 1: by which rule and from where, among the others, and in the evidence; without personal data."""
    lessor = bench.lessor()
    end(bench, lessor)
    run(bench, bench.clock.now() + timedelta(hours=1))
    row = receipt(bench, lessor.id)
    assert (row.regel, row.uitgevoerd_op, row.klaar) == ("einde_aansluiting", bench.clock.now(), True)
    assert [line.split(":")[0] for line in row.opslag] == ["broker", "sleutels", "bewijs"]
    assert list_vernietigingen(bench.broker, None, 10)[0] == [row]
    assert bench.evidence(lessor.id)[-1].gebeurtenis == "contact.vernietigd"


def test_the_receipt_of_a_contact_person_goes_after_five_years(bench: Bench) -> None:
    """Art. 8 lid 1: as that of a dossier, and not a second before. The evidence of the company stays with its row."""
    lessor = bench.lessor()
    end(bench, lessor)
    run(bench, bench.clock.now() + timedelta(hours=1))
    at = add_months(bench.clock.now(), 60)
    run(bench, at - timedelta(days=1))  # its secrets went by a shorter term
    assert run(bench, at - timedelta(seconds=1)) == NOTHING
    assert bench.store.get(Vernietiging, lessor.id)
    assert run(bench, at) == NOTHING | {"vernietigd": 1}
    assert bench.store.get(Vernietiging, lessor.id) is None
    assert run(bench, at + timedelta(days=1)) == NOTHING
    assert bench.evidence(lessor.id)
    bench.check_evidence()


def test_a_changed_term_holds_for_a_receipt_that_waits(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Art. 8 lid 1: a shorter term counts for what is stored already."""
    redate_dossiers(bench.broker, bench.clock.now())
    lessor = bench.lessor()
    end(bench, lessor)
    run(bench, bench.clock.now())
    shorter = replace(BEWIJS, maanden=12)
    monkeypatch.setattr(purge_bewijs, "BEWIJS", shorter)
    monkeypatch.setitem(cast("dict[object, Bewaartermijn]", TABEL), ("bewijs", BEWIJS.vanaf), shorter)
    assert sum(redate_dossiers(bench.broker, bench.clock.now()) for _ in range(6)) == 1
    row = receipt(bench, lessor.id)
    assert row.bewijs_tot == add_months(row.uitgevoerd_op, 12)


def test_a_second_run_finds_nothing_to_destroy(bench: Bench) -> None:
    """I15: it is no longer due, so that the index does not grow."""
    lessor = bench.lessor()
    end(bench, lessor)
    run(bench, bench.clock.now())
    assert run(bench, bench.clock.now() + timedelta(days=1)) == NOTHING


@pytest.mark.parametrize("deadly", [1, 2])
def test_a_destruction_that_died_half_way_is_finished(bench: Bench, deadly: int) -> None:
    """Before or after the key went: what is left is due, and the next run ends it."""
    lessor = bench.lessor()
    end(bench, lessor)
    commits: list[tuple[Change, ...]] = []

    def die(changes: tuple[Change, ...]) -> None:
        commits.append(changes)
        if len(commits) == deadly:
            raise Crash

    bench.store.before_commit = die
    with pytest.raises(Crash):
        run(bench, bench.clock.now())
    bench.store.before_commit = None
    assert run(bench, bench.clock.now() + timedelta(days=1))["vernietigd"] == 1
    assert contact(bench, lessor) is None
    assert bench.store.get(DataSleutel, lessor.id) is None


def test_what_an_ended_recipient_holds_is_still_recalled(bench: Bench) -> None:
    """I4: its contact person is gone, its signing secret is not: a recall leaves, and proves that it is from us."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    end(bench, lessor)
    run(bench, bench.clock.now())
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor) == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]
    recall = bench.egress.sent_to(lessor.endpoint)[-1]
    assert bench.signatures.verify([lessor.secret], dict(recall.headers), recall.body, bench.clock.now())


def outlived(bench: Bench, vendor: Actor, ended: Lessor, chosen: Lessor) -> str:
    """An Aanvraag that `ended` got, in a dossier that lives for years through the Overeenkomst of another."""
    aanvraag_id = bench.sent(vendor, ended, chosen)
    end(bench, ended)
    end_verstrekkingen(bench.broker, bench.clock.now())
    accept_offerte(bench.broker, vendor, bench.offer(chosen, aanvraag_id), None)
    bench.dispatch(aanvraag_id)
    bench.say(chosen, "overeenkomst.geactiveerd", aanvraag_id)
    return aanvraag_id


def by_month(bench: Bench, months: int) -> None:
    for _ in range(months):
        bench.clock.advance(days=31)
        run(bench, bench.clock.now())


@pytest.mark.parametrize("levering", [Levering.PUSH, Levering.PORTAAL, Levering.MELDING])
def test_its_secrets_wait_for_what_it_got(bench: Bench, levering: Levering) -> None:
    """
    Art. 6 lid 3: what was disclosed is recalled, signed, however late. Found: the secrets went after six months, while
    the dossier lived on, so that a withdrawal told nobody.
    """
    vendor, ended, chosen = bench.vendor(), bench.lessor("a", levering=levering), bench.lessor("b")
    aanvraag_id = outlived(bench, vendor, ended, chosen)
    by_month(bench, 26)
    assert bench.kredietverstrekker(ended).contact == 0
    withdraw_toestemming(bench.broker, vendor, bench.toestemming(aanvraag_id, ended).id, None)
    bench.dispatch(aanvraag_id)
    (recall,) = bench.berichten(aanvraag_id, ended)
    assert (recall.type, recall.levering.status) == (BerichtSoort.INGETROKKEN, LeveringStatus.GELEVERD)
    if levering is not Levering.PORTAAL:
        sent = bench.egress.sent_to(ended.endpoint)[-1]
        assert bench.signatures.verify([ended.secret], dict(sent.headers), sent.body, bench.clock.now())


def test_its_secrets_wait_for_what_may_have_arrived(bench: Bench) -> None:
    """Art. 6 lid 3: a send that failed is a dead letter, and its recall goes out like any other."""
    vendor, ended, chosen = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    bench.egress.plan(ended.endpoint, Outcome(410))
    aanvraag_id = outlived(bench, vendor, ended, chosen)
    assert bench.verstrekking(aanvraag_id, ended).status is VerstrekkingStatus.TECHNISCH_MISLUKT
    by_month(bench, 8)
    assert bench.kredietverstrekker(ended).geheim


def test_what_never_left_keeps_no_secret(bench: Bench) -> None:
    """Art. 8 lid 1: nothing of that can be recalled; nor does what another got."""
    vendor, ended, chosen = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, ended, chosen, dispatch=False)
    end(bench, ended)
    bench.dispatch(aanvraag_id)
    accept_offerte(bench.broker, vendor, bench.offer(chosen, aanvraag_id), None)
    by_month(bench, 7)
    assert not bench.kredietverstrekker(ended).geheim
    assert bench.state(aanvraag_id)


def test_each_wait_is_on_record_and_ends_with_the_dossier(bench: Bench) -> None:
    """Art. 8 lid 1, I12: the day moves a month at a time; once no dossier that it got is left, the secrets go."""
    vendor, ended, chosen = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = outlived(bench, vendor, ended, chosen)
    by_month(bench, 7)
    waits = bench.told(ended.id, "geheim.langer_bewaard")
    assert len(waits) == 2
    due = bench.kredietverstrekker(ended).due()
    assert due is not None
    assert due.op.isoformat() == waits[-1].gegevens["tot"]
    bench.say(chosen, "overeenkomst.beeindigd", aanvraag_id, einddatum=bench.clock.now().date().isoformat())
    by_month(bench, 26)
    assert bench.store.load_dossier(dossier_of(aanvraag_id)) is None
    row = bench.kredietverstrekker(ended)
    assert (row.geheim, row.geheim_tot, row.due()) == (b"", None, None)
    assert bench.store.get(DataSleutel, secret_key_of(ended.id)) is None
    assert bench.evidence(ended.id)[-1].gebeurtenis == "geheim.vernietigd"


def test_the_register_knows_the_term_of_a_contact_person() -> None:
    """Art. 8 lid 1: every category that a contact person has goes by this rule."""
    for categorie in (Categorie.NAW, Categorie.FUNCTIE):
        assert "einde_aansluiting" in REGISTER[categorie, Betrokkene.MEDEWERKER].bewaartermijnen
