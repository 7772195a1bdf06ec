"""Art. 6 lid 3: naar een Kredietverstrekker gaat alleen wat is toegestaan, en niets zonder vastgelegd voornemen."""

import pytest

from chalicelib.domain.ids import dossier_of
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker
from chalicelib.domain.levering import LeveringStatus
from chalicelib.domain.persoonsgegeven import Grond
from chalicelib.errors import IllegalState, InvalidInput
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.ports.store import Change, Insert
from chalicelib.usecases.update_dossier import update_dossier
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker
from tests.bodies import lease, raw
from tests.broker import OPERATOR, Bench, Crash
from tests.disclosures import body_of
from tests.lessors import NEED
from tests.sends import die, live
from tests.stops import MAY_PASS, STOPS, Stop, withdraw_permission

ALL_STOPS = pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)


def is_intent(changes: tuple[Change, ...]) -> bool:
    rows = [change.row for change in changes if isinstance(change, Insert)]
    return any(isinstance(row, Bewijsstuk) and row.gebeurtenis == "verstrekking.voorgenomen" for row in rows)


def test_what_leaves_has_its_intent_on_record(bench: Bench) -> None:
    """At the moment the bytes go, the commit that names recipient, fields, ground and digest is done."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)
    seen: list[Bewijsstuk] = []
    bench.egress.before_answer = lambda _: seen.extend(bench.told(dossier_of(aanvraag_id), "verstrekking.voorgenomen"))
    bench.dispatch(aanvraag_id)
    (intent,) = seen
    (message,) = bench.egress.sent
    assert intent.gegevens["ontvanger"] == lessor.id
    assert intent.gegevens["velden"] == NEED
    assert intent.gegevens["doel"] == "5.4"
    assert intent.gegevens["grond"] == Grond.TOESTEMMING
    assert intent.gegevens["digest"] == bench.broker.vault.keyed_hash("bericht", message.body)


def test_nothing_leaves_when_the_intent_is_not_written(bench: Bench) -> None:
    aanvraag_id = bench.sent(bench.vendor(), bench.lessor(), dispatch=False)

    def die(changes: tuple[Change, ...]) -> None:
        if is_intent(changes):
            raise Crash

    bench.store.before_commit = die
    with pytest.raises(Crash):
        bench.dispatch(aanvraag_id)
    bench.store.before_commit = None
    assert bench.egress.sent == []


@ALL_STOPS
def test_nothing_leaves_after_a_stop(bench: Bench, stop: Stop) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)
    stop(bench, vendor, aanvraag_id, lessor)
    assert bench.dispatch(aanvraag_id) == 0
    assert bench.egress.sent == []
    assert bench.verstrekking(aanvraag_id, lessor).levering.open is (stop in MAY_PASS)
    assert bench.told(dossier_of(aanvraag_id), "verstrekking.voorgenomen") == []


@ALL_STOPS
def test_a_stop_just_before_the_intent_still_counts(bench: Bench, stop: Stop) -> None:
    """The change comes between the read and the commit of the intent: that commit fails, and is decided again."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)

    def first(changes: tuple[Change, ...]) -> None:
        if is_intent(changes):
            bench.store.before_commit = None
            stop(bench, vendor, aanvraag_id, lessor)

    bench.store.before_commit = first
    assert bench.dispatch(aanvraag_id) == 0
    assert bench.store.before_commit is None
    assert bench.egress.sent == []


@ALL_STOPS
def test_a_retry_after_a_stop_does_not_leave(bench: Bench, stop: Stop) -> None:
    """The first try failed; before the second one the permission to send is gone."""
    vendor, lessor = bench.vendor(), bench.lessor()
    bench.egress.before_answer = die
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)
    with pytest.raises(Crash):
        bench.dispatch(aanvraag_id)
    stop(bench, vendor, aanvraag_id, lessor)
    bench.egress.before_answer = live
    bench.clock.advance(hours=1)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor) in (["aanvraag.aangeboden"], ["aanvraag.aangeboden", "aanvraag.ingetrokken"])


def test_only_the_chosen_kredietverstrekkers_receive(bench: Bench) -> None:
    vendor, chosen, other = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    bench.sent(vendor, chosen)
    assert bench.types_to(chosen) == ["aanvraag.aangeboden"]
    assert bench.types_to(other) == []


def test_only_fields_of_the_information_need_leave(bench: Bench) -> None:
    """Nothing of the person leaves to who asked for the company only; no Kredietverstrekker gets another's list."""
    vendor = bench.vendor()
    first = bench.lessor("a", ("onderneming.kvk_nummer",))
    second = bench.lessor("b", ("betrokkene.achternaam", "financiering.looptijd_maanden"))
    bench.sent(vendor, first, second)
    gegevens = {m.endpoint: body_of(m)["data"]["gegevens"] for m in bench.egress.sent}
    assert gegevens == {
        first.endpoint: {"onderneming": {"kvk_nummer": "90001354"}},
        second.endpoint: {"betrokkene": {"achternaam": "Voorbeeld"}, "financiering": {"looptijd_maanden": 60}},
    }


def test_a_message_holds_what_the_contract_says(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor("a", ("product",))
    aanvraag_id = bench.sent(vendor, lessor)
    row = bench.verstrekking(aanvraag_id, lessor)
    (message,) = bench.egress.sent
    assert dict(message.headers)["webhook-id"] == row.id
    assert body_of(message) == {
        "type": "aanvraag.aangeboden",
        "timestamp": "2027-06-01T09:00:00Z",
        "data": {
            "verstrekking_id": row.id,
            "aanvraag_id": aanvraag_id,
            "versie": 1,
            "uiterste_reactie": "2027-06-15T09:00:00Z",
            "doel": "5.4",
            "gegevens": {"product": "financial_lease"},
        },
    }


def test_a_later_wider_need_does_not_leave(bench: Bench) -> None:
    """The sender agreed to the fields that were shown; a need that grew since then counts for the next Aanvraag."""
    vendor, lessor = bench.vendor(), bench.lessor("a", ("product",))
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)
    change = GewijzigdeKredietverstrekker(informatiebehoefte=("product", "betrokkene"))
    update_kredietverstrekker(bench.broker, OPERATOR, lessor.id, change)
    bench.dispatch(aanvraag_id)
    assert body_of(bench.egress.sent[0])["data"]["gegevens"] == {"product": "financial_lease"}


def test_sending_twice_gives_the_same_ids(bench: Bench) -> None:
    """I2: the id follows from Aanvraag, Kredietverstrekker and version."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.concept(vendor)
    first: list[str] = []

    def die(_: tuple[Change, ...]) -> None:
        raise Crash

    def keep(changes: tuple[Change, ...]) -> None:
        first.extend(change.row.id for change in changes if change.row.soort == "verstrekking")
        die(changes)

    bench.store.before_commit = keep
    with pytest.raises(Crash):
        bench.submit(vendor, aanvraag_id, [lessor])
    bench.store.before_commit = None
    answer = bench.submit(vendor, aanvraag_id, [lessor])
    assert [row.id for row in answer.verstrekkingen] == first
    with pytest.raises(IllegalState):
        bench.submit(vendor, aanvraag_id, [lessor])


def test_a_later_change_of_the_dossier_does_not_leave(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor("a", ("betrokkene.achternaam",))
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)
    dossier_id = dossier_of(aanvraag_id)
    for versie in (1, 2, 3):
        patch = raw({"betrokkene": {"achternaam": f"Voorbeeld-{'x' * versie}"}})
        update_dossier(bench.broker, vendor, dossier_id, versie, patch)
    bench.dispatch(aanvraag_id)
    assert body_of(bench.egress.sent[0])["data"]["gegevens"] == {"betrokkene": {"achternaam": "Voorbeeld"}}


def test_the_bytes_are_the_same_at_every_try(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)
    bench.egress.before_answer = die
    for _ in range(3):
        with pytest.raises(Crash):
            bench.dispatch(aanvraag_id)
        bench.clock.advance(seconds=15)
        update_dossier(bench.broker, vendor, dossier_of(aanvraag_id), _ + 1, raw({"betrokkene": {"functie": f"f{_}"}}))
    bench.egress.before_answer = live
    bench.dispatch(aanvraag_id)
    assert len(bench.egress.sent) == 4
    assert len({message.body for message in bench.egress.sent}) == 1
    assert len({dict(message.headers)["webhook-id"] for message in bench.egress.sent}) == 1
    assert len({dict(message.headers)["webhook-timestamp"] for message in bench.egress.sent}) == 4


def test_a_permission_covers_its_kredietverstrekker_only(bench: Bench) -> None:
    """Withdrawing one leaves the others as they were."""
    vendor, first, second = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, first, second, dispatch=False)
    withdraw_permission(bench, vendor, aanvraag_id, first)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(first) == []
    assert bench.types_to(second) == ["aanvraag.aangeboden"]
    assert bench.verstrekking(aanvraag_id, second).levering.status is LeveringStatus.GELEVERD


def test_a_permission_says_what_was_agreed(bench: Bench) -> None:
    """Art. 6 lid 3 and art. 2 lid 4: who gave it, for whom, how obtained, which words, which fields."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    (stuk,) = bench.told(dossier_of(aanvraag_id), "toestemming.gegeven")
    consent = bench.toestemming(aanvraag_id, lessor)
    assert stuk.door == consent.door == vendor.account_id
    assert (consent.namens, consent.wijze) == ("klant", "schriftelijk")
    assert stuk.gegevens["velden"] == NEED
    assert stuk.gegevens["tekst_sha256"] == consent.tekst_sha256


@pytest.mark.parametrize("active", [True, False])
def test_an_unfit_kredietverstrekker_cannot_be_chosen(bench: Bench, active: bool) -> None:
    vendor, lessor = bench.vendor(), bench.lessor(active=active)
    body = {"product": "operational_lease"} if active else {}
    aanvraag_id = bench.concept(vendor, body={**lease(), **body})
    with pytest.raises(InvalidInput, match="kredietverstrekker"):
        bench.submit(vendor, aanvraag_id, [lessor])
    assert bench.queues.sent == []
