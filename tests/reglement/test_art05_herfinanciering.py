"""Art. 5 lid 10: possible refinancing, for him who asked to hear of it, and nothing leaves for it."""

from datetime import UTC, datetime

from chalicelib.domain.account import Account, Voorkeur
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.privacy.register import allowed
from chalicelib.usecases.choose_voorkeuren import choose_voorkeuren, read_voorkeuren
from chalicelib.usecases.list_kennisgevingen import list_kennisgevingen
from chalicelib.usecases.pass_termijnen import pass_termijnen
from tests.broker import Bench
from tests.contracts import begun, restrict

HALF_A_YEAR_BEFORE = datetime(2031, 12, 15, 23, tzinfo=UTC)  # of the last day, 15 June 2032
OFF = dict.fromkeys(Voorkeur, False)
ON = {**OFF, Voorkeur.HERFINANCIERING: True}


def notices(bench: Bench, actor: Actor) -> list[str]:
    return [row.wat.value for row in list_kennisgevingen(bench.broker, actor, None, 10)[0]]


def reach_the_end(bench: Bench) -> None:
    bench.clock.move_to(HALF_A_YEAR_BEFORE)
    pass_termijnen(bench.broker, bench.clock.now())


def test_nobody_hears_of_refinancing_who_did_not_ask(bench: Bench) -> None:
    """Art. 5 lid 10: off until it is turned on."""
    vendor, *_ = begun(bench)
    assert read_voorkeuren(bench.broker, vendor) == OFF
    reach_the_end(bench)
    assert notices(bench, vendor) == []


def test_who_asked_hears_of_it_once_half_a_year_before(bench: Bench) -> None:
    """Art. 5 lid 10: near a milestone of the contract."""
    vendor, *_ = begun(bench)
    choose_voorkeuren(bench.broker, vendor, ON)
    bench.clock.move_to(HALF_A_YEAR_BEFORE.replace(hour=21))
    pass_termijnen(bench.broker, bench.clock.now())
    assert notices(bench, vendor) == []
    for _ in range(2):
        reach_the_end(bench)
        assert notices(bench, vendor) == ["herfinanciering"]


def test_who_turned_it_off_again_hears_nothing(bench: Bench) -> None:
    """Art. 5 lid 10, art. 7(3) AVG: as easily off as on; both are evidence."""
    vendor, *_ = begun(bench)
    for wanted in (ON, OFF):
        assert choose_voorkeuren(bench.broker, vendor, wanted) == wanted
    reach_the_end(bench)
    assert notices(bench, vendor) == []
    stukken = bench.told(vendor.account_id, "voorkeuren.gewijzigd")
    assert [stuk.gegevens["aan"] for stuk in stukken] == [("herfinanciering",), ()]


def test_a_restricted_dossier_is_left_alone(bench: Bench) -> None:
    """Art. 5 lid 10, art. 7 lid 5: who had his data restricted is not approached with it."""
    vendor, _, aanvraag_id, _ = begun(bench)
    choose_voorkeuren(bench.broker, vendor, ON)
    restrict(bench, aanvraag_id)
    reach_the_end(bench)
    assert notices(bench, vendor) == []


def test_nothing_leaves_for_refinancing(bench: Bench) -> None:
    """Art. 5 lid 10 with art. 6 lid 3: a notice opens no dossier and sends nothing; a new sending would be needed."""
    vendor, _, aanvraag_id, _ = begun(bench)
    choose_voorkeuren(bench.broker, vendor, ON)
    bench.dispatch(aanvraag_id)
    sent, read = len(bench.egress.sent), len(bench.told(bench.state(aanvraag_id).dossier.id, "inzage"))
    reach_the_end(bench)
    bench.dispatch(aanvraag_id)
    assert (len(bench.egress.sent), len(bench.told(bench.state(aanvraag_id).dossier.id, "inzage"))) == (sent, read)
    assert allowed(Doel.HERFINANCIERING) == frozenset()


def test_an_ended_account_hears_nothing(bench: Bench) -> None:
    """Art. 5 lid 10, art. 8 lid 2: a preference ends with the Dienst."""
    vendor, *_ = begun(bench)
    choose_voorkeuren(bench.broker, vendor, ON)
    account = bench.store.get(Account, vendor.account_id)
    assert account is not None
    assert account.wants_refinancing
    assert not account.tombstone(bench.clock.now(), bench.clock.now()).wants_refinancing
