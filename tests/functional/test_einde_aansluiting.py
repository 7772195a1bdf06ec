"""What the end of a Kredietverstrekker does to what is under way, and what the chain tells of it."""

import pytest

from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker, StatusReden
from chalicelib.domain.parse import parse
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.errors import BadSignature, IllegalState, InvalidInput, NotFound
from chalicelib.privacy.bewaartermijn import EINDE_AANSLUITING
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.list_kredietverstrekkers import list_kredietverstrekkers
from chalicelib.usecases.list_verloop import list_verloop
from chalicelib.usecases.purge_kredietverstrekker import purge_kredietverstrekker
from chalicelib.usecases.read_contact import read_contact
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.bodies import raw
from tests.broker import OPERATOR, Bench
from tests.lessors import Lessor

_S = VerstrekkingStatus


def end(bench: Bench, lessor: Lessor, **fields: object) -> None:
    change = GewijzigdeKredietverstrekker.model_validate({"status": "beeindigd", **fields})
    update_kredietverstrekker(bench.broker, OPERATOR, lessor.id, change)


def test_what_was_not_sent_yet_never_is(bench: Bench) -> None:
    """It ends where the sender sees it, and the others go on."""
    vendor, ended, other = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, ended, other, dispatch=False)
    end(bench, ended)
    bench.dispatch(aanvraag_id)
    assert [sent.endpoint for sent in bench.egress.sent] == [other.endpoint]
    assert bench.verstrekking(aanvraag_id, ended).status is _S.GEBLOKKEERD
    assert bench.verstrekking(aanvraag_id, other).status is _S.AANGEBODEN


def test_what_it_holds_is_recalled_on_withdrawal(bench: Bench) -> None:
    """It is heard no more, but it is still told, signed, to use the data no longer."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    end(bench, lessor)
    with pytest.raises(BadSignature):
        bench.say(lessor, "aanvraag.ontvangen", aanvraag_id)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor) == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]
    bench.check_evidence()


def test_its_offerte_is_accepted_no_more_and_it_is_offered_to_nobody(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    offerte_id = bench.offer(lessor, aanvraag_id)
    end(bench, lessor)
    with pytest.raises(IllegalState, match=r"kredietverstrekker\.beeindigd"):
        accept_offerte(bench.broker, vendor, offerte_id, None)
    assert list_kredietverstrekkers(bench.broker, None) == []
    with pytest.raises(InvalidInput, match=r"kredietverstrekker\.onbekend"):
        bench.submit(vendor, bench.concept(vendor), [lessor])


def test_its_contact_goes_after_the_term_and_its_chain_stays(bench: Bench) -> None:
    """The person is destroyed; that there was a check of him, by whom and when, is not about him."""
    lessor = bench.lessor()
    end(bench, lessor)
    due = EINDE_AANSLUITING.ending(bench.clock.now())[0]
    assert purge_kredietverstrekker(bench.broker, lessor.id, due) == "vernietigd"
    with pytest.raises(NotFound):
        read_contact(bench.broker, OPERATOR, lessor.id)
    steps, _ = list_verloop(bench.broker, lessor.id, None, 100)
    assert steps[-1].gebeurtenis == "kredietverstrekker.aangemeld"
    assert bench.told(lessor.id, "kredietverstrekker.controle")
    bench.check_evidence()


def test_an_end_and_a_suspension_say_why(bench: Bench) -> None:
    lessor = bench.lessor()
    end(bench, lessor, status="opgeschort", reden=StatusReden.DATALEK)
    assert bench.kredietverstrekker(lessor).reden == "datalek"
    end(bench, lessor, reden=StatusReden.AFSPRAAK)
    told = [bench.told(lessor.id, f"kredietverstrekker.{step}") for step in ("opgeschort", "beeindigd")]
    assert [[stuk.gegevens for stuk in stukken] for stukken in told] == [
        [{"reden": "datalek"}],
        [{"reden": "afspraak"}],
    ]


def test_a_check_that_lapses_is_evidence(bench: Bench) -> None:
    lessor = bench.lessor()
    change = GewijzigdeKredietverstrekker(verwerkingsafspraak="VB-2")
    update_kredietverstrekker(bench.broker, OPERATOR, lessor.id, change)
    (stuk,) = bench.told(lessor.id, "kredietverstrekker.controle_vervallen")
    assert stuk.gegevens == {"onderdelen": ("verwerkingsafspraak",)}
    bench.check_evidence()


def test_a_reason_is_one_of_the_list_and_of_a_status(bench: Bench) -> None:
    lessor = bench.lessor()
    change = GewijzigdeKredietverstrekker(reden=StatusReden.STORING)
    with pytest.raises(InvalidInput, match=r"status: verplicht"):
        update_kredietverstrekker(bench.broker, OPERATOR, lessor.id, change)
    body = raw({"status": "opgeschort", "reden": "zomaar"})
    with pytest.raises(InvalidInput, match=r"reden: keuze\.onbekend"):
        parse(GewijzigdeKredietverstrekker, body)


def test_the_history_pages_from_new_to_old(bench: Bench) -> None:
    lessor = bench.lessor()
    whole, end_of_it = list_verloop(bench.broker, lessor.id, None, 100)
    assert [stuk.nr for stuk in whole] == list(range(len(whole), 0, -1))
    assert end_of_it is None
    pages, after = [], None
    while True:
        page, after = list_verloop(bench.broker, lessor.id, after, 4)
        pages += page
        if after is None:
            break
    assert pages == whole


@pytest.mark.parametrize("after", ["", "0", "-1", "999", "x", "٣", "1" * 10])
def test_a_place_that_no_page_gave_is_refused(bench: Bench, after: str) -> None:
    lessor = bench.lessor()
    with pytest.raises(InvalidInput, match=r"na\.formaat"):
        list_verloop(bench.broker, lessor.id, after, 10)


def test_the_history_of_nobody_is_not_found(bench: Bench) -> None:
    with pytest.raises(NotFound):
        list_verloop(bench.broker, "kre_" + "a" * 26, None, 10)
