"""Art. 8 lid 1: however an Overeenkomst ends, from then on its dossier has a term, and none ends later for it."""

from datetime import UTC, datetime

from chalicelib.usecases.cancel_overeenkomst import cancel_overeenkomst
from chalicelib.usecases.revoke_overeenkomst import revoke_overeenkomst
from tests.broker import Bench
from tests.contracts import ENDED, accepted, begun


def term(bench: Bench, some_id: str) -> tuple[datetime | None, str]:
    dossier = bench.state(some_id).dossier
    return dossier.vernietigen_op, dossier.regel


def test_what_is_not_signed_goes_two_years_after_acceptance(bench: Bench) -> None:
    """Art. 8 lid 1: not longer than needed, also where nobody says that it will not begin."""
    *_, contract_id = accepted(bench)
    assert term(bench, contract_id) == (datetime(2029, 6, 1, 9, tzinfo=UTC), "niet_geactiveerd")


def test_what_was_called_off_goes_after_half_a_year(bench: Bench) -> None:
    """Art. 8 lid 1: it never began, so it is kept as an Aanvraag that came to nothing, and no longer than before."""
    vendor, *_, contract_id = accepted(bench)
    cancel_overeenkomst(bench.broker, vendor, contract_id, None)
    assert term(bench, contract_id) == (datetime(2027, 12, 1, 10, tzinfo=UTC), "aanvraag_geeindigd")


def test_what_was_revoked_goes_two_years_later(bench: Bench) -> None:
    """Art. 8 lid 1: it was signed, so it is kept as an Overeenkomst that ended."""
    vendor, *_, contract_id = begun(bench, consumer=True)
    revoke_overeenkomst(bench.broker, vendor, contract_id, None)
    assert term(bench, contract_id) == (datetime(2029, 6, 1, 9, tzinfo=UTC), "overeenkomst_geeindigd")


def test_the_end_starts_the_term(bench: Bench) -> None:
    """Art. 8 lid 1: an earlier end brings the destruction nearer, from when we are told."""
    _, lessor, aanvraag_id, contract_id = begun(bench)
    assert term(bench, contract_id) == (datetime(2034, 6, 15, 22, tzinfo=UTC), "overeenkomst_geeindigd")
    bench.say(lessor, ENDED, aanvraag_id, einddatum="2027-06-01", reden="afkoop")
    assert term(bench, contract_id) == (datetime(2029, 6, 1, 22, tzinfo=UTC), "overeenkomst_geeindigd")
