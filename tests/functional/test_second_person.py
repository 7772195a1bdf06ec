"""One operator alone opens nothing that a Kredietverstrekker may see: neither with its secret nor on its portal."""

import pytest

from chalicelib.domain.aansluiting import Bevinding, ControleOnderdeel
from chalicelib.domain.account import Account, AccountStatus, Schermnaam
from chalicelib.domain.kredietverstrekker import Contact, Levering
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker
from chalicelib.domain.row import Inhoud, inhoud_key
from chalicelib.errors import BadSignature, IllegalState, NotFound, Unavailable, WrongLogin
from chalicelib.usecases.activate_kredietverstrekker import activate_kredietverstrekker
from chalicelib.usecases.check_kredietverstrekker import check_kredietverstrekker
from chalicelib.usecases.confirm_medewerker import confirm_medewerker
from chalicelib.usecases.create_medewerker import NieuweMedewerker, create_medewerker
from chalicelib.usecases.fetch_levering import fetch_levering
from chalicelib.usecases.messages import FETCH_CODE
from chalicelib.usecases.ports.store import Change, Insert, Replace
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from chalicelib.usecases.read_contact import read_contact
from chalicelib.usecases.request_password_reset import request_password_reset
from chalicelib.usecases.rotate_geheim import rotate_geheim
from chalicelib.usecases.suspend_kredietverstrekker import suspend_kredietverstrekker
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker
from tests.broker import OPERATOR, SECOND_OPERATOR, Bench
from tests.disclosures import body_of
from tests.lessors import Lessor

STAFF = "medewerker@example.com"
NIEUW = NieuweMedewerker(schermnaam=STAFF, naam="Testpersoon Voorbeeld")


def fetch(bench: Bench, lessor: Lessor, row_id: str, **more: str) -> str:
    signed = bench.signed(lessor, f"GET /v1/leveringen/{row_id}".encode(), f"get_{len(bench.store.rows())}")
    return fetch_levering(bench.broker, row_id, signed | more).type


def test_who_registered_it_does_not_activate_it(bench: Bench) -> None:
    """Art. 6 lid 2: an address that one person alone entered gets no dossier, however well it answers."""
    lessor = bench.lessor(active=False)
    with pytest.raises(IllegalState, match=r"tweede_persoon"):
        activate_kredietverstrekker(bench.broker, OPERATOR, lessor.id)
    assert bench.egress.sent == []
    assert activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id).status == "actief"


def test_a_change_to_and_fro_makes_nobody_the_second(bench: Bench) -> None:
    lessor = bench.lessor(active=False)
    for endpoint in ("https://nieuw.example.com/leads", lessor.endpoint):
        update_kredietverstrekker(bench.broker, OPERATOR, lessor.id, GewijzigdeKredietverstrekker(endpoint=endpoint))
    with pytest.raises(IllegalState, match=r"tweede_persoon"):
        activate_kredietverstrekker(bench.broker, OPERATOR, lessor.id)


def test_once_two_agreed_either_may_activate_again(bench: Bench) -> None:
    lessor = bench.lessor()
    suspend_kredietverstrekker(bench.broker, lessor.id, "endpoint-410", lessor.endpoint)
    assert activate_kredietverstrekker(bench.broker, OPERATOR, lessor.id).status == "actief"


def test_on_loopback_one_operator_is_enough(bench: Bench) -> None:
    """The contract: a local stage activates its own endpoints without challenge or second person."""
    lessor = bench.lessor(active=False)
    bench.egress.trusted_endpoints.add(lessor.endpoint)
    assert activate_kredietverstrekker(bench.broker, OPERATOR, lessor.id).status == "actief"


@pytest.mark.parametrize("levering", [Levering.MELDING, Levering.PUSH])
def test_a_renewed_secret_alone_opens_nothing(bench: Bench, levering: Levering) -> None:
    """Art. 6 lid 2: who renewed it knows it, and not what stood in the notice to the endpoint."""
    lessor = bench.lessor(levering=levering)
    aanvraag_id = bench.sent(bench.vendor(), lessor)
    row_id = bench.verstrekking(aanvraag_id, lessor).id
    renewed = rotate_geheim(bench.broker, OPERATOR, lessor.id).geheim
    insider = Lessor(lessor.id, renewed, lessor.endpoint)
    for more in ({}, {FETCH_CODE: "a" * 64}, {FETCH_CODE: ""}):
        with pytest.raises(BadSignature):
            fetch(bench, insider, row_id, **more)
    assert bench.say(insider, "aanvraag.ontvangen", aanvraag_id)[0]


def test_what_a_notice_said_opens_what_it_told_of(bench: Bench) -> None:
    """The code stands in the notice alone, and serves one Verstrekking."""
    lessor = bench.lessor(levering=Levering.MELDING)
    vendor = bench.vendor()
    first, second = (bench.verstrekking(bench.sent(vendor, lessor), lessor).id for _ in range(2))
    codes = [body_of(notice)["data"]["ophaalcode"] for notice in bench.egress.sent_to(lessor.endpoint)]
    assert fetch(bench, lessor, first, **{FETCH_CODE: codes[0]}) == "aanvraag.aangeboden"
    with pytest.raises(BadSignature):
        fetch(bench, lessor, second, **{FETCH_CODE: codes[0]})


def test_on_loopback_no_code_is_needed_but_a_wrong_one_counts(bench: Bench) -> None:
    """Only a local stack trusts an endpoint: there nobody has to be kept from anything."""
    lessor = bench.lessor(levering=Levering.MELDING)
    row_id = bench.verstrekking(bench.sent(bench.vendor(), lessor), lessor).id
    bench.egress.trusted_endpoints.add(lessor.endpoint)
    assert fetch(bench, lessor, row_id) == "aanvraag.aangeboden"
    with pytest.raises(BadSignature):
        fetch(bench, lessor, row_id, **{FETCH_CODE: "a" * 64})


def test_the_contact_person_hears_of_a_renewed_secret(bench: Bench) -> None:
    lessor = bench.lessor()
    rotate_geheim(bench.broker, OPERATOR, lessor.id)
    assert [(mail.to, mail.soort) for mail in bench.mail.sent] == [("contact@example.com", "geheim_vernieuwd")]


def test_a_contact_person_without_address_is_not_mailed(bench: Bench) -> None:
    lessor = bench.lessor(contact=Contact(naam="Testpersoon Voorbeeld", telefoon="+31201234567"))
    rotate_geheim(bench.broker, OPERATOR, lessor.id)
    assert bench.mail.sent == []


def replace_contact(bench: Bench, lessor: Lessor) -> None:
    contact = Contact(naam="Testpersoon Ander", email="ander@example.com")
    update_kredietverstrekker(bench.broker, OPERATOR, lessor.id, GewijzigdeKredietverstrekker(contact=contact))


def test_a_contact_person_who_is_replaced_hears_of_it(bench: Bench) -> None:
    """Found: one operator put another in the place of who would have been asked, and nobody was told."""
    lessor = bench.lessor()
    replace_contact(bench, lessor)
    assert [(mail.to, mail.soort) for mail in bench.mail.sent] == [("contact@example.com", "contact_vervangen")]
    assert bench.kredietverstrekker(lessor).contact_door == OPERATOR.account_id


def test_a_contact_person_who_cannot_be_read_is_replaced(bench: Bench) -> None:
    """Nobody can be told, and nobody is kept from being told the next time."""
    lessor = bench.lessor()
    content = bench.store.get(Inhoud, inhoud_key("contact", lessor.id, 1))
    assert content is not None
    bench.store.commit(Replace(content.model_copy(update={"versleuteld": content.versleuteld[:-1]})))
    replace_contact(bench, lessor)
    assert bench.mail.sent == []
    assert read_contact(bench.broker, OPERATOR, lessor.id)["naam"] == "Testpersoon Ander"


def test_staff_is_confirmed_through_who_was_checked(bench: Bench) -> None:
    """Nor by whoever replaced the contact person, who must not check that alone."""
    lessor = bench.lessor()
    replace_contact(bench, lessor)
    create_medewerker(bench.broker, OPERATOR, lessor.id, NIEUW)
    with pytest.raises(IllegalState, match=r"controle\.ontbreekt"):
        confirm_medewerker(bench.broker, SECOND_OPERATOR, lessor.id, STAFF)
    with pytest.raises(IllegalState, match=r"tweede_persoon\.nodig"):
        bench.check(lessor.id, ControleOnderdeel.CONTACT)
    assert bench.identity.users == {}
    seen = (Bevinding(onderdeel=ControleOnderdeel.CONTACT, bewijs="archief/2"),)
    check_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id, seen)
    assert confirm_medewerker(bench.broker, SECOND_OPERATOR, lessor.id, STAFF).status is AccountStatus.ACTIEF


def test_an_account_of_staff_waits_for_a_second_person(bench: Bench) -> None:
    """Whoever made it can neither confirm it nor choose a password for it."""
    lessor = bench.lessor(levering=Levering.PORTAAL)
    made = create_medewerker(bench.broker, OPERATOR, lessor.id, NIEUW)
    assert made.status is AccountStatus.WACHT_OP_TWEEDE_PERSOON
    request_password_reset(bench.broker, STAFF)
    assert bench.mail.codes(STAFF, "herstel") == []
    with pytest.raises(WrongLogin):
        bench.login(STAFF)
    with pytest.raises(IllegalState, match=r"tweede_persoon\.nodig"):
        confirm_medewerker(bench.broker, OPERATOR, lessor.id, STAFF)
    assert bench.identity.users == {}
    assert confirm_medewerker(bench.broker, SECOND_OPERATOR, lessor.id, STAFF).status is AccountStatus.ACTIEF
    request_password_reset(bench.broker, STAFF)
    assert len(bench.mail.codes(STAFF, "herstel")) == 1


def test_an_account_of_staff_is_seen_by_others(bench: Bench) -> None:
    """By every operator in the history of the Kredietverstrekker, and by its contact person in the mail."""
    lessor = bench.lessor()
    made = create_medewerker(bench.broker, OPERATOR, lessor.id, NIEUW)
    (stuk,) = bench.told(lessor.id, "kredietverstrekker.medewerker_aangemaakt")
    assert (stuk.door, stuk.gegevens["medewerker"]) == (OPERATOR.account_id, made.id)
    assert [(mail.to, mail.soort) for mail in bench.mail.sent] == [("contact@example.com", "medewerker_aangemaakt")]
    confirm_medewerker(bench.broker, SECOND_OPERATOR, lessor.id, STAFF)
    (stuk,) = bench.told(lessor.id, "kredietverstrekker.medewerker_bevestigd")
    assert (stuk.door, stuk.gegevens["gemaakt_door"]) == (SECOND_OPERATOR.account_id, OPERATOR.account_id)
    bench.check_evidence()


def test_only_what_waits_there_is_confirmed(bench: Bench) -> None:
    lessor, other = bench.lessor("a"), bench.lessor("b")
    create_medewerker(bench.broker, OPERATOR, lessor.id, NIEUW)
    for lessor_id, address in ((other.id, STAFF), (lessor.id, "ander@example.com")):
        with pytest.raises(NotFound):
            confirm_medewerker(bench.broker, SECOND_OPERATOR, lessor_id, address)
    confirm_medewerker(bench.broker, SECOND_OPERATOR, lessor.id, STAFF)
    with pytest.raises(IllegalState, match=r"medewerker\.niets_te_bevestigen"):
        confirm_medewerker(bench.broker, SECOND_OPERATOR, lessor.id, STAFF)


def test_two_who_make_one_at_once_leave_one(bench: Bench) -> None:
    """The one who is second finds the address taken, and nothing of it is in the user pool."""
    lessor = bench.lessor()

    def other_first(changes: tuple[Change, ...]) -> None:
        if any(isinstance(change, Insert) and isinstance(change.row, Schermnaam) for change in changes):
            bench.store.before_commit = None
            create_medewerker(bench.broker, SECOND_OPERATOR, lessor.id, NIEUW)

    bench.store.before_commit = other_first
    with pytest.raises(IllegalState, match=r"schermnaam\.bezet"):
        create_medewerker(bench.broker, OPERATOR, lessor.id, NIEUW)
    made = confirm_medewerker(bench.broker, OPERATOR, lessor.id, STAFF)
    assert set(bench.identity.users) == {made.id}


def test_a_confirmation_that_died_half_way_is_done_again(bench: Bench) -> None:
    """The user pool knows the account already; the rows did not hear of it yet."""
    lessor = bench.lessor()
    made = create_medewerker(bench.broker, OPERATOR, lessor.id, NIEUW)
    bench.identity.create(made.id, "een lang wachtwoord")
    assert confirm_medewerker(bench.broker, SECOND_OPERATOR, lessor.id, STAFF).id == made.id
    assert set(bench.identity.users) == {made.id}


def test_a_confirmation_that_fails_leaves_no_user(bench: Bench) -> None:
    lessor = bench.lessor()
    create_medewerker(bench.broker, OPERATOR, lessor.id, NIEUW)

    def refuse(changes: tuple[Change, ...]) -> None:
        if any(isinstance(change, Replace) and isinstance(change.row, Account) for change in changes):
            raise Unavailable

    bench.store.before_commit = refuse
    with pytest.raises(Unavailable):
        confirm_medewerker(bench.broker, SECOND_OPERATOR, lessor.id, STAFF)
    assert bench.identity.users == {}


def test_what_nobody_confirms_goes_with_its_address(bench: Bench) -> None:
    """Art. 8 lid 1: a day later nothing of it is left, and the address is free again."""
    lessor = bench.lessor()
    made = create_medewerker(bench.broker, OPERATOR, lessor.id, NIEUW)
    bench.clock.advance(days=1, seconds=1)
    purge_due_dossiers(bench.broker, bench.clock.now())
    assert bench.store.get(Account, made.id) is None
    assert create_medewerker(bench.broker, OPERATOR, lessor.id, NIEUW).id != made.id
