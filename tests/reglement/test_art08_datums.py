"""Art. 8 lid 1: geen datum van een Kredietverstrekker laat een dossier te vroeg verdwijnen, of te lang bestaan."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.callback import Geactiveerd, OfferteUitgebracht
from chalicelib.errors import Fault, Gone, InvalidInput, NotFound
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.bodies import raw
from tests.broker import Bench
from tests.destruction import due_at, run
from tests.lessors import EXTRA, Lessor, message

ACTIVE, ENDED = "overeenkomst.geactiveerd", "overeenkomst.beeindigd"
TODAY = date(2027, 6, 1)  # of a bench
IDS = {"verstrekking_id": "ver_voorbeeld", "versie": 1}


def accepted(bench: Bench) -> tuple[Lessor, str]:
    """An Aanvraag of which an Offerte was accepted."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    accept_offerte(bench.broker, vendor, bench.offer(lessor, aanvraag_id), None)
    return lessor, aanvraag_id


def active(bench: Bench) -> tuple[Lessor, str]:
    """An Aanvraag with an Overeenkomst until 15 June 2032."""
    lessor, aanvraag_id = accepted(bench)
    bench.say(lessor, ACTIVE, aanvraag_id)
    return lessor, aanvraag_id


def refused(bench: Bench, lessor: Lessor, kind: str, aanvraag_id: str, **data: str) -> list[str]:
    """The codes for what must not be stored; the term is the same before and after."""
    before = due_at(bench, aanvraag_id)
    with pytest.raises(InvalidInput) as error:
        bench.say(lessor, kind, aanvraag_id, **data)
    assert due_at(bench, aanvraag_id) == before
    return [fault.code for fault in error.value.faults]


def test_an_end_in_the_past_destroys_no_running_dossier(bench: Bench) -> None:
    """Art. 8 lid 1: an Overeenkomst that had ended five years ago made its dossier due on the day it began."""
    lessor, aanvraag_id = accepted(bench)
    past = {"ingangsdatum": "2017-06-15", "einddatum": "2022-06-15"}
    assert refused(bench, lessor, ACTIVE, aanvraag_id, **past) == ["ingangsdatum.bereik", "datum.verleden"]
    run(bench, bench.clock.now() + timedelta(days=1))
    assert bench.state(aanvraag_id)


def test_a_far_end_keeps_no_dossier(bench: Bench) -> None:
    """Art. 8 lid 1: an Overeenkomst lasts no longer than the longest looptijd."""
    lessor, aanvraag_id = accepted(bench)
    assert refused(bench, lessor, ACTIVE, aanvraag_id, einddatum="2199-12-31") == ["einddatum.looptijd"]


def test_an_end_later_than_agreed_is_refused(bench: Bench) -> None:
    """Art. 8 lid 1, I12: the last word of a Kredietverstrekker moved the term by 167 years."""
    lessor, aanvraag_id = active(bench)
    assert refused(bench, lessor, ENDED, aanvraag_id, einddatum="2199-12-31") == ["einddatum.later"]
    assert refused(bench, lessor, ENDED, aanvraag_id, einddatum="2032-06-16") == ["einddatum.later"]
    bench.say(lessor, ENDED, aanvraag_id, einddatum="2032-06-15")
    assert due_at(bench, aanvraag_id) == datetime(2034, 6, 15, 22, tzinfo=UTC)


def test_an_early_end_counts_from_when_we_are_told(bench: Bench) -> None:
    """Art. 8 lid 1: 24 months after an end that is said to lie long ago would be at once."""
    lessor, aanvraag_id = active(bench)
    bench.clock.move_to(datetime(2029, 3, 1, 9, tzinfo=UTC))
    bench.say(lessor, ENDED, aanvraag_id, einddatum="1999-01-01")
    assert due_at(bench, aanvraag_id) == datetime(2031, 3, 1, 9, tzinfo=UTC)
    run(bench, bench.clock.now())
    assert bench.state(aanvraag_id)


def test_an_end_told_late_moves_no_term(bench: Bench) -> None:
    """Art. 8 lid 1, I12: the Overeenkomst ended as agreed; that somebody says so a year later changes nothing."""
    lessor, aanvraag_id = active(bench)
    agreed = due_at(bench, aanvraag_id)
    bench.clock.move_to(datetime(2033, 6, 1, 9, tzinfo=UTC))
    bench.say(lessor, ENDED, aanvraag_id, einddatum="2032-06-15")
    assert due_at(bench, aanvraag_id) == agreed


def test_an_offerte_for_ever_is_refused(bench: Bench) -> None:
    """Art. 8 lid 1, I12: an open Offerte keeps its Aanvraag, so that it may not stay open for ever."""
    lessor = bench.lessor()
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    said = refused(bench, lessor, "offerte.uitgebracht", aanvraag_id, geldig_tot="2199-12-31")
    assert said == ["geldig_tot.bereik"]


DATES: list[tuple[dict[str, str], list[str]]] = [
    ({"ingangsdatum": "2026-06-01", "einddatum": "2027-06-01"}, []),
    ({"ingangsdatum": "2026-05-31"}, ["data.ingangsdatum"]),
    ({"ingangsdatum": "2028-05-31"}, []),
    ({"ingangsdatum": "2028-06-01"}, ["data.ingangsdatum"]),
    ({"ingangsdatum": "2026-12-01", "einddatum": "2027-05-31"}, ["data.einddatum"]),
    ({"ingangsdatum": "2027-08-31", "einddatum": "2037-08-31"}, []),
    ({"ingangsdatum": "2027-08-31", "einddatum": "2037-09-01"}, ["data.einddatum"]),
    ({"ingangsdatum": "2028-02-29", "einddatum": "2038-02-28"}, []),
    ({"ingangsdatum": "2028-02-29", "einddatum": "2038-03-01"}, ["data.einddatum"]),
]


@pytest.mark.parametrize(("dates", "wrong"), DATES)
def test_an_overeenkomst_lies_within_its_bounds(dates: dict[str, str], wrong: list[str]) -> None:
    """Art. 8 lid 1: a year around today for the start; the end from today to 120 months after the start."""
    body = {**IDS, **EXTRA[ACTIVE], **dates}
    assert fields(Geactiveerd.model_validate_json(raw(body)).faults(TODAY)) == wrong


@pytest.mark.parametrize(
    ("geldig_tot", "wrong"),
    [
        ("2027-05-31", ["data.geldig_tot"]),
        ("2027-06-01", []),
        ("2028-05-31", []),
        ("2028-06-01", ["data.geldig_tot"]),
    ],
)
def test_an_offerte_is_open_for_a_year_at_most(geldig_tot: str, wrong: list[str]) -> None:
    """Art. 8 lid 1: from today to 365 days on."""
    body = {**IDS, **EXTRA["offerte.uitgebracht"], "geldig_tot": geldig_tot}
    assert fields(OfferteUitgebracht.model_validate_json(raw(body)).faults(TODAY)) == wrong


def test_a_bad_date_is_badly_formed_before_all_else(bench: Bench) -> None:
    """The contract checks 422 before 404, 410 and 409."""
    vendor, lessor, other = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, lessor)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    row = bench.verstrekking(aanvraag_id, lessor)
    for data, error in (({"geldig_tot": "2199-12-31"}, InvalidInput), ({}, NotFound)):
        body = {"verstrekking_id": row.id, "versie": 9, **EXTRA["offerte.uitgebracht"], **data}
        with pytest.raises(error):
            bench.say_raw(other, message("offerte.uitgebracht", body))
    with pytest.raises(InvalidInput):
        bench.say(lessor, "offerte.uitgebracht", aanvraag_id, versie=9, geldig_tot="2027-05-31")
    with pytest.raises(Gone):
        bench.say(lessor, "offerte.uitgebracht", aanvraag_id, versie=9)


def fields(faults: list[Fault]) -> list[str]:
    return [fault.veld for fault in faults]


def test_a_repeat_of_an_old_start_is_known(bench: Bench) -> None:
    """I15: its dates have passed since; that is no reason to call the message that we hold ill-formed."""
    lessor, aanvraag_id = accepted(bench)
    said: dict[str, Any] = {"message_id": "een", "einddatum": "2027-12-15"}
    bench.say(lessor, ACTIVE, aanvraag_id, **said)
    bench.clock.advance(days=400)
    assert bench.say(lessor, ACTIVE, aanvraag_id, **said)[1].status == "al_ontvangen"


@pytest.mark.parametrize("way", ["replaced", "withdrawn"])
def test_a_lapse_seen_late_moves_no_term(bench: Bench, way: str) -> None:
    """I12, found: a write after the lapse counted Offertes that had ended before it, and moved the term by weeks."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.offer(lessor, aanvraag_id, geldig_tot="2027-07-31")
    if way == "replaced":
        bench.offer(lessor, aanvraag_id, geldig_tot="2027-06-20")
    else:
        bench.say(lessor, "offerte.ingetrokken", aanvraag_id)
    bench.clock.move_to(datetime(2027, 7, 10, 9, tzinfo=UTC))
    term = due_at(bench, aanvraag_id)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    assert due_at(bench, aanvraag_id) == term


def test_a_term_runs_from_the_last_refusal(bench: Bench) -> None:
    """An Offerte keeps an Aanvraag open beyond its deadline, until it is taken back."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.offer(lessor, aanvraag_id, geldig_tot="2027-07-31")
    bench.clock.move_to(datetime(2027, 7, 10, 9, tzinfo=UTC))
    bench.say(lessor, "offerte.ingetrokken", aanvraag_id)
    assert due_at(bench, aanvraag_id) == datetime(2028, 1, 10, 10, tzinfo=UTC)
