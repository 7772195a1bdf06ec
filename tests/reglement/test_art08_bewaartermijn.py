"""Art. 8 lid 1: persoonsgegevens worden niet langer bewaard dan noodzakelijk."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.aanvraag import Aanvraag, AanvraagStatus
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.levering import Levering
from chalicelib.domain.offerte import Offerte, OfferteStatus, Overeenkomst, OvereenkomstStatus
from chalicelib.domain.persoonsgegeven import Grond
from chalicelib.domain.row import Row
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import Verstrekking, VerstrekkingStatus
from chalicelib.privacy.bewaartermijn import BEWAARTERMIJNEN
from chalicelib.privacy.vernietiging import document_due, due, judge_erasure, withheld_from

ROOT, FIRST, SECOND = "a" * 26, "b" * 8, "c" * 8
LAST = "d" * 8
DOS, AAN, AAN_2 = f"dos_{ROOT}", f"aan_{ROOT}{FIRST}", f"aan_{ROOT}{SECOND}"
LESSOR = "kre_" + "e" * 26


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


MADE = utc("2026-11-22T10:00")
SENT = utc("2026-11-23T10:00")
DEADLINE = utc("2026-12-07T10:00")
NOW = utc("2026-11-24T10:00")
LATER = utc("2030-01-01T10:00")


def dossier(**fields: Any) -> Dossier:
    times = {"gemaakt_op": MADE, "gewijzigd_op": MADE}
    return Dossier(**{"id": DOS, "eigenaar": "acc", "maker": "acc", "betrokkene": "klant"} | times | fields)


def aanvraag(**fields: Any) -> Aanvraag:
    """Sent, and open until DEADLINE, unless `fields` say otherwise."""
    times = {"gemaakt_op": MADE, "gewijzigd_op": MADE, "verzonden_op": SENT, "uiterste_reactie": DEADLINE}
    status = {"status": AanvraagStatus.VERZONDEN}
    ids = {"id": AAN, "eigenaar": "acc", "maker": "acc", "product": "huurkoop"}
    return Aanvraag(**ids | times | status | fields)


def concept(**fields: Any) -> Aanvraag:
    unsent = {"status": AanvraagStatus.CONCEPT, "verzonden_op": None, "uiterste_reactie": None}
    return aanvraag(**unsent | fields)


def verstrekking(status: VerstrekkingStatus, parent: str = AAN) -> Verstrekking:
    return Verstrekking(
        id=f"ver_{parent.removeprefix('aan_')}{LAST}",
        kredietverstrekker_id=LESSOR,
        naam="Voorbeeld Lease",
        status=status,
        versie=1,
        velden=("product",),
        gemaakt_op=SENT,
        levering=Levering(),
    )


def offerte(tot: str, status: OfferteStatus = OfferteStatus.UITGEBRACHT) -> Offerte:
    return Offerte(
        id=f"off_{ROOT}{FIRST}{LAST}",
        verstrekking_id=f"ver_{ROOT}{FIRST}{LAST}",
        kredietverstrekker_id=LESSOR,
        aard="bindend",
        status=status,
        geldig_tot=date.fromisoformat(tot),
        ontvangen_op=NOW,
    )


def overeenkomst(status: OvereenkomstStatus, tot: str | None = None, told: datetime | None = None) -> Overeenkomst:
    return Overeenkomst(
        id=f"ove_{ROOT}{FIRST}{LAST}",
        eigenaar="acc",
        offerte_id=f"off_{ROOT}{FIRST}{LAST}",
        verstrekking_id=f"ver_{ROOT}{FIRST}{LAST}",
        kredietverstrekker_id=LESSOR,
        status=status,
        aanvaard_op=NOW,
        einddatum=date.fromisoformat(tot) if tot else None,
        beeindigd_op=told,
    )


def state(*rows: Row, **fields: Any) -> DossierState:
    found = DossierState(dossier=dossier(**fields))
    for row in rows:
        found = found.with_row(row)
    return found


@dataclass(frozen=True)
class Case:
    """What a dossier holds, seen at `now`, and when it must go by which rule."""

    name: str
    state: DossierState
    ends: str
    rule: str
    now: datetime = NOW


_V, _O, _OV = VerstrekkingStatus, OfferteStatus, OvereenkomstStatus
REFUSED = aanvraag(status=AanvraagStatus.AFGEWEZEN, geeindigd_op=utc("2026-11-30T12:00"))
SEEN_LATE = aanvraag(status=AanvraagStatus.VERLOPEN, geeindigd_op=utc("2026-12-07T10:00"))
CASES = (
    Case("empty", state(), "2027-02-20T10:00", "concept"),
    Case("edited", state(gewijzigd_op=utc("2026-12-01T10:00")), "2027-03-01T10:00", "concept"),
    Case("a concept", state(concept()), "2027-02-20T10:00", "concept"),
    Case("a concept, edited", state(concept(gewijzigd_op=NOW)), "2027-02-22T10:00", "concept"),
    Case("its dossier edited", state(concept(), gewijzigd_op=NOW), "2027-02-22T10:00", "concept"),
    # Open: as if nothing more will happen, six calendar months after the deadline (10:00 is 11:00 in winter time).
    Case("open", state(aanvraag(), verstrekking(_V.ONTVANGEN)), "2027-06-07T09:00", "aanvraag_geeindigd"),
    Case(
        "an Offerte beyond the deadline",
        state(aanvraag(), verstrekking(_V.OFFERTE_ONTVANGEN), offerte("2026-12-31")),
        "2027-06-30T22:00",
        "aanvraag_geeindigd",
    ),
    Case(
        "an Offerte within the deadline",
        state(aanvraag(), verstrekking(_V.OFFERTE_ONTVANGEN), offerte("2026-11-30")),
        "2027-06-07T09:00",
        "aanvraag_geeindigd",
    ),
    Case(
        "an Offerte that was taken back",
        state(aanvraag(), verstrekking(_V.IN_BEOORDELING), offerte("2026-12-31", _O.INGETROKKEN)),
        "2027-06-07T09:00",
        "aanvraag_geeindigd",
    ),
    # Ended.
    Case("refused", state(REFUSED, verstrekking(_V.AFGEWEZEN)), "2027-05-30T11:00", "aanvraag_geeindigd"),
    Case(
        "withdrawn",
        state(aanvraag(ingetrokken_op=NOW, status=AanvraagStatus.INGETROKKEN)),
        "2027-05-24T09:00",
        "aanvraag_geeindigd",
    ),
    Case(
        "lapsed and never looked at",
        state(aanvraag(), verstrekking(_V.ONTVANGEN)),
        "2027-06-07T09:00",
        "aanvraag_geeindigd",
        LATER,
    ),
    Case(
        "lapsed and looked at late",
        state(SEEN_LATE, verstrekking(_V.ONTVANGEN)),
        "2027-06-07T09:00",
        "aanvraag_geeindigd",
        LATER,
    ),
    Case(
        "an Offerte lapsed",
        state(aanvraag(), verstrekking(_V.OFFERTE_ONTVANGEN), offerte("2026-12-31", _O.VERLOPEN)),
        "2027-06-30T22:00",
        "aanvraag_geeindigd",
        LATER,
    ),
    # Accepted and agreed.
    Case(
        "accepted, never active",
        state(aanvraag(), verstrekking(_V.OFFERTE_ONTVANGEN), overeenkomst(_OV.IN_ONDERTEKENING)),
        "2028-11-24T10:00",
        "niet_geactiveerd",
    ),
    Case(
        "active",
        state(aanvraag(), overeenkomst(_OV.ACTIEF, "2031-11-30")),
        "2033-11-30T23:00",
        "overeenkomst_geeindigd",
    ),
    Case(
        "active without an end",
        state(aanvraag(), overeenkomst(_OV.ACTIEF)),
        "2038-11-24T23:00",
        "overeenkomst_geeindigd",
    ),
    Case(
        "ended",
        state(aanvraag(), overeenkomst(_OV.BEEINDIGD, "2027-03-31")),
        "2029-03-31T22:00",
        "overeenkomst_geeindigd",
    ),
    Case(
        "ended, and told later",
        state(aanvraag(), overeenkomst(_OV.BEEINDIGD, "2027-03-31", utc("2027-06-01T08:00"))),
        "2029-06-01T08:00",
        "overeenkomst_geeindigd",
    ),
    # Several parts: the latest counts.
    Case(
        "refused beside a concept",
        state(REFUSED, verstrekking(_V.AFGEWEZEN), concept(id=AAN_2)),
        "2027-05-30T11:00",
        "aanvraag_geeindigd",
    ),
    Case(
        "refused beside a contract",
        state(
            aanvraag(id=AAN_2, ingetrokken_op=NOW),
            aanvraag(),
            overeenkomst(_OV.BEEINDIGD, "2027-03-31"),
        ),
        "2029-03-31T22:00",
        "overeenkomst_geeindigd",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_dossier_goes_when_its_last_part_ends(case: Case) -> None:
    """Art. 8 lid 1: the latest of the ends of its parts, by the rule of that part."""
    assert due(case.state, case.now) == (utc(case.ends), case.rule)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_restricted_dossier_is_never_due(case: Case) -> None:
    """Art. 8 lid 1 yields to a restriction: what is restricted is stored only (I9)."""
    restricted = replace(case.state, dossier=case.state.dossier.model_copy(update={"beperkt": True}))
    assert due(restricted, case.now) is None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_term_does_not_move_by_itself(case: Case) -> None:
    """Art. 8 lid 1: seen a day, a month or years later, an untouched dossier is due at the same moment (I12)."""
    if case.now == LATER:
        return
    for wait in (timedelta(days=1), timedelta(days=31), timedelta(days=4000)):
        assert due(case.state, case.now + wait) == (utc(case.ends), case.rule)


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        ("2026-08-31T10:00", "2027-02-28T11:00"),  # no 31 February; summer time to winter time
        ("2027-08-31T10:00", "2028-02-29T11:00"),  # a leap year
        ("2027-09-28T22:30", "2028-03-28T22:30"),  # half past midnight in Amsterdam, on both days
    ],
)
def test_months_are_those_of_the_calendar(start: str, ends: str) -> None:
    """Art. 8 lid 1: six months are calendar months in Europe/Amsterdam, at the same time of day."""
    withdrawn = aanvraag(ingetrokken_op=utc(start))
    assert due(state(withdrawn), LATER) == (utc(ends), "aanvraag_geeindigd")


def test_every_term_says_why() -> None:
    """Art. 8 lid 1: each rule has a subject, a trigger, a ground and a source; the terms are these."""
    assert {rule.id: (rule.dagen, rule.maanden) for rule in BEWAARTERMIJNEN.values()} == {
        "concept": (90, 0),
        "aanvraag_geeindigd": (0, 6),
        "overeenkomst_geeindigd": (0, 24),
        "niet_geactiveerd": (0, 24),
        "einde_dienst": (0, 0),
        "einde_aansluiting": (0, 0),
        "geheim_aansluiting": (0, 6),
        "einde_functie": (0, 0),
        "onbevestigd": (1, 0),
        "eigenaar.verwijdert": (0, 0),
        "opgeheven": (0, 0),
        "document_geeindigd": (30, 0),
        "document_ingegaan": (0, 0),
        "bewijs": (0, 60),
        "bewijs_account": (0, 60),
        "idempotentie": (30, 0),
        "ontvangst": (180, 0),
        "logboek": (90, 0),
        "wachtrij": (14, 0),
        "herstelkopie": (35, 0),
        "sleutelkopie": (1, 0),
        "oude_versie": (7, 0),
        "verzoek": (0, 24),
        "klacht": (0, 24),
        "datalek": (0, 60),
        "factuur": (0, 84),
        "bedrijf": (0, 0),
        "publicatie": (0, 0),
        "stand": (0, 0),
        "grootboek": (0, 0),
        "ijkpunt": (0, 0),
        "bulk": (0, 0),
        "cijfers": (0, 0),
    }
    for rule in BEWAARTERMIJNEN.values():
        assert all((rule.onderwerp, rule.vanaf, rule.wat, rule.grond, rule.actie))
        assert rule.bron.startswith(("art. 8 lid ", "art. 7 lid 1"))


def test_account_data_goes_at_once() -> None:
    """Art. 8 lid 2: at the end of the Dienst, per direct."""
    assert BEWAARTERMIJNEN["einde_dienst"].ending(NOW) == (NOW, "einde_dienst")


@pytest.mark.parametrize(
    ("present", "ends"),
    [
        (state(REFUSED, verstrekking(_V.AFGEWEZEN)), "2026-12-30T12:00"),
        (state(aanvraag(ingetrokken_op=NOW, status=AanvraagStatus.INGETROKKEN)), "2026-12-24T10:00"),
        (state(aanvraag(), verstrekking(_V.ONTVANGEN)), "2027-01-06T10:00"),  # if nothing happens, it lapses
        (state(aanvraag(), overeenkomst(_OV.ACTIEF, "2031-11-30")), None),
        (state(concept()), None),
        (state(REFUSED, verstrekking(_V.AFGEWEZEN), beperkt=True), None),
    ],
    ids=["refused", "withdrawn", "open", "agreed", "concept", "restricted"],
)
def test_documents_go_a_month_after_an_end(present: DossierState, ends: str | None) -> None:
    """Art. 8 lid 1: thirty days, before their dossier; what became an Overeenkomst keeps them with it."""
    expected = (utc(ends), "document_geeindigd") if ends else None
    assert document_due(present, AAN, NOW) == expected


def test_a_statutory_term_outlasts_an_erasure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Art. 5 lid 12: kept while a law says so, out of its owner's reach, and destroyed when that term ends."""
    law = replace(BEWAARTERMIJNEN["aanvraag_geeindigd"], grond=Grond.WETTELIJKE_PLICHT)
    monkeypatch.setitem(BEWAARTERMIJNEN, law.id, law)
    present = state(REFUSED, verstrekking(_V.AFGEWEZEN))
    ruling = judge_erasure(present, NOW)
    assert (ruling.besluit, ruling.reden, ruling.toegang) == ("bevriezen", "wettelijke_termijn", "juridisch")
    asked = state(REFUSED, verstrekking(_V.AFGEWEZEN), wissing_gevraagd_op=NOW)
    assert due(asked, NOW) == (utc("2027-05-30T11:00"), "aanvraag_geeindigd")
    assert withheld_from(asked, NOW) == NOW
    assert judge_erasure(present, LATER).besluit == "vernietigen"
