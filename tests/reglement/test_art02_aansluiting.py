"""Art. 2 lid 3, 4 lid 5, 6 lid 1, 9 lid 5: een Kredietverstrekker wordt pas aangesloten als is gecontroleerd hoe."""

import pytest

from chalicelib.domain.aansluiting import Bevinding, Bevindingen, ControleOnderdeel
from chalicelib.domain.aanvraag_inhoud import Product
from chalicelib.domain.kredietverstrekker import Contact, KredietverstrekkerStatus
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker
from chalicelib.domain.parse import parse
from chalicelib.errors import IllegalState, InvalidInput, NotFound
from chalicelib.privacy.aansluiting import ARTIKEL, certified, missing, required
from chalicelib.usecases.activate_kredietverstrekker import activate_kredietverstrekker
from chalicelib.usecases.check_kredietverstrekker import check_kredietverstrekker
from chalicelib.usecases.confirm_endpoint import confirm_endpoint
from chalicelib.usecases.prove_endpoint import prove_endpoint
from chalicelib.usecases.read_contact import read_contact
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker
from tests.bodies import Body, raw
from tests.broker import OPERATOR, SECOND_OPERATOR, Bench
from tests.lessors import Lessor

_O, _S = ControleOnderdeel, KredietverstrekkerStatus
NEEDED = tuple(onderdeel for onderdeel in _O if onderdeel in required([Product.FINANCIAL_LEASE]))
NEW = "https://nieuw.example.com/leads"


def change(bench: Bench, lessor: Lessor, **fields: object) -> None:
    update_kredietverstrekker(bench.broker, OPERATOR, lessor.id, GewijzigdeKredietverstrekker.model_validate(fields))


@pytest.mark.parametrize("left_out", NEEDED)
def test_nothing_starts_before_each_check(bench: Bench, left_out: ControleOnderdeel) -> None:
    """Art. 2 lid 3, Art. 4 lid 5, Art. 6 lid 1, Art. 9 lid 5, Art. 10 lid 2: each of the checks is needed."""
    lessor = bench.lessor(active=False, checked=False)
    row = bench.check(lessor.id, *(onderdeel for onderdeel in NEEDED if onderdeel is not left_out))
    assert (row.status, missing(row)) == (_S.AANGEMELD, (left_out,))
    with pytest.raises(IllegalState, match=r"controle\.ontbreekt") as refused:
        activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)
    assert refused.value.allowed == ("beeindigd", "gecontroleerd")
    assert bench.egress.sent == []
    assert bench.check(lessor.id, left_out).status is _S.GECONTROLEERD
    assert activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id).status == "actief"


def test_each_check_is_evidence_of_its_own() -> None:
    """Art. 2 lid 3: of each kind of check it is written down by which clause it is asked."""
    assert ARTIKEL.keys() == set(_O)


def test_the_chain_tells_every_step(bench: Bench) -> None:
    """Art. 2 lid 3: who checked what, of what, and where the evidence is; then the proof, and who let it in."""
    lessor = bench.lessor(active=False, checked=False)
    document = Bevinding(onderdeel=_O.VERWERKINGSAFSPRAAK, bewijs="archief/VB-1", sha256="a" * 64)
    check_kredietverstrekker(bench.broker, OPERATOR, lessor.id, (document,))
    bench.check(lessor.id, *(onderdeel for onderdeel in NEEDED if onderdeel is not _O.VERWERKINGSAFSPRAAK))
    prove_endpoint(bench.broker, SECOND_OPERATOR, lessor.id)
    activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)
    chain = [stuk for stuk in bench.evidence(lessor.id) if stuk.gebeurtenis.startswith("kredietverstrekker.")]
    assert [stuk.gebeurtenis.partition(".")[2] for stuk in chain] == [
        "aangemeld",
        *["controle"] * len(NEEDED),
        "gecontroleerd",
        "proef_doorstaan",
        "proef_doorstaan",
        "actief",
    ]
    assert chain[1].gegevens == {
        "onderdeel": "verwerkingsafspraak",
        "artikel": "art. 2 lid 3, art. 6 lid 1",
        "van": "VB-1",
        "bewijs": "archief/VB-1",
        "sha256": "a" * 64,
    }
    assert chain[-3].door == SECOND_OPERATOR.account_id
    assert chain[-3].gegevens == {"endpoint": lessor.endpoint, "geheim_revisie": 1, "uitdaging": True}
    bench.check_evidence()


def certification(**fields: object) -> Body:
    return {"controles": [{"onderdeel": "certificering", "bewijs": "certificering push 2027-06-01", **fields}]}


def test_the_report_of_a_certification_is_part_of_the_proof(bench: Bench) -> None:
    """Art. 9 lid 1: which report shows that the endpoint refuses what is forged, by its digest, at the step itself."""
    lessor = bench.lessor(active=False)
    (report,) = parse(Bevindingen, raw(certification(sha256="b" * 64))).controles
    assert check_kredietverstrekker(bench.broker, OPERATOR, lessor.id, (report,)).status is _S.GECONTROLEERD
    prove_endpoint(bench.broker, OPERATOR, lessor.id)
    told = {stuk.gebeurtenis: stuk.gegevens for stuk in bench.evidence(lessor.id)}
    assert told["kredietverstrekker.controle"]["van"] == f"push {lessor.endpoint}"
    assert told["kredietverstrekker.controle"]["sha256"] == "b" * 64
    assert told["kredietverstrekker.proef_doorstaan"]["certificering"] == "b" * 64
    bench.check_evidence()


def test_a_certification_is_of_one_endpoint(bench: Bench) -> None:
    """Art. 9 lid 1: another endpoint is one that nobody has tried; it may still take part."""
    lessor = bench.lessor(active=False)
    (report,) = parse(Bevindingen, raw(certification(sha256="b" * 64))).controles
    check_kredietverstrekker(bench.broker, OPERATOR, lessor.id, (report,))
    assert certified(bench.kredietverstrekker(lessor)) == "b" * 64
    change(bench, lessor, endpoint=NEW)
    confirm_endpoint(bench.broker, SECOND_OPERATOR, lessor.id, None)
    assert certified(bench.kredietverstrekker(lessor)) is None
    assert missing(bench.kredietverstrekker(lessor)) == ()


def test_a_certification_without_a_report_is_refused() -> None:
    """Art. 9 lid 1: a report that nobody can point at shows nothing."""
    with pytest.raises(InvalidInput, match=r"controles\.0\.sha256: controle\.rapport"):
        parse(Bevindingen, raw(certification()))


def test_a_check_is_over_when_its_subject_changes(bench: Bench) -> None:
    """Art. 4 lid 5: another privacy statement is one that nobody has looked at."""
    lessor = bench.lessor(active=False)
    prove_endpoint(bench.broker, OPERATOR, lessor.id)
    change(bench, lessor, privacyverklaring="https://a.example.com/nieuw")
    row = bench.kredietverstrekker(lessor)
    assert (row.status, missing(row)) == (_S.AANGEMELD, (_O.PRIVACYVERKLARING, _O.INFORMATIEPLICHT))
    with pytest.raises(IllegalState, match=r"controle\.ontbreekt"):
        activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)


def test_what_lapsed_in_use_keeps_it_from_coming_back(bench: Bench) -> None:
    """Art. 6 lid 1: an arrangement that was replaced counts until the next activation, and no longer."""
    lessor = bench.lessor()
    change(bench, lessor, verwerkingsafspraak="VB-2")
    assert bench.kredietverstrekker(lessor).active
    change(bench, lessor, status="opgeschort")
    with pytest.raises(IllegalState, match=r"controle\.ontbreekt"):
        activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)
    bench.check(lessor.id, _O.VERWERKINGSAFSPRAAK)
    assert activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id).status == "actief"


def test_credit_to_a_consumer_needs_a_licence(bench: Bench) -> None:
    """Art. 5 lid 12: what a law asks of who offers credit to a consumer is checked as well."""
    lessor = bench.lessor(active=False, checked=False)
    assert bench.check(lessor.id, *NEEDED).status is _S.GECONTROLEERD
    change(bench, lessor, producten=(Product.PERSOONLIJKE_LENING,))
    row = bench.kredietverstrekker(lessor)
    assert (row.status, missing(row)) == (_S.AANGEMELD, (_O.VERGUNNING,))


def test_who_is_in_use_adds_no_unlicensed_credit(bench: Bench) -> None:
    """Art. 5 lid 12: the licence is looked at before the product is offered, in whatever order it is asked."""
    lessor = bench.lessor(active=False, checked=False)
    bench.check(lessor.id, *NEEDED)
    activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)
    with pytest.raises(IllegalState, match=r"controle\.ontbreekt"):
        change(bench, lessor, producten=(Product.FINANCIAL_LEASE, Product.PERSOONLIJKE_LENING))
    assert bench.kredietverstrekker(lessor).producten == (Product.FINANCIAL_LEASE,)
    bench.check(lessor.id, _O.VERGUNNING)
    change(bench, lessor, producten=(Product.FINANCIAL_LEASE, Product.PERSOONLIJKE_LENING))
    assert bench.kredietverstrekker(lessor).active


def test_nobody_to_call_is_no_contact(bench: Bench) -> None:
    """Art. 10 lid 2: whoever must be told of a Datalek can be reached; looking him up is on record."""
    lessor = bench.lessor(active=False, checked=False)
    change(bench, lessor, contact=Contact(naam="Testpersoon Voorbeeld"))
    with pytest.raises(InvalidInput, match=r"controles\.0\.onderdeel: contact\.onbereikbaar"):
        bench.check(lessor.id, _O.CONTACT)
    change(bench, lessor, contact=Contact(naam="Testpersoon Ander", telefoon="0612345678"))
    assert missing(bench.check(lessor.id, _O.CONTACT))[0] is _O.VERWERKINGSAFSPRAAK
    assert read_contact(bench.broker, OPERATOR, lessor.id)["naam"] == "Testpersoon Ander"
    seen = [stuk for stuk in bench.evidence(lessor.id) if stuk.gegevens.get("schema") == ("contact",)]
    assert [(stuk.door, stuk.gegevens["doel"]) for stuk in seen] == [(OPERATOR.account_id, "5.1")] * 3


def test_a_contact_person_who_was_replaced_is_gone(bench: Bench) -> None:
    """Art. 8 lid 1: no longer than needed; and the check of the contact was of the one before."""
    lessor = bench.lessor(active=False)
    change(bench, lessor, contact=Contact(naam="Testpersoon Ander", email="ander@example.com"))
    contents = [row for row in bench.store.rows() if getattr(row, "model", "") == "contact"]
    assert [(row.id, row.rev) for row in contents] == [(lessor.id, 0)]
    assert missing(bench.kredietverstrekker(lessor)) == (_O.CONTACT,)


def test_a_contact_person_of_nobody_is_not_found(bench: Bench) -> None:
    """Art. 8 lid 1: what was destroyed, or never was, is not there."""
    with pytest.raises(NotFound):
        read_contact(bench.broker, OPERATOR, "kre_" + "a" * 26)


@pytest.mark.parametrize("stop", ["proef", "activering"])
def test_proof_without_checks_is_not_asked_for(bench: Bench, stop: str) -> None:
    """Art. 2 lid 3: nothing leaves, not even a test, before the arrangement was looked at."""
    lessor = bench.lessor(active=False, checked=False)
    prove = prove_endpoint if stop == "proef" else activate_kredietverstrekker
    with pytest.raises(IllegalState):
        prove(bench.broker, OPERATOR, lessor.id)
    assert bench.egress.sent == []


def test_another_endpoint_is_proven_anew(bench: Bench) -> None:
    """Art. 9 lid 1: who proved one endpoint has not proven another."""
    lessor = bench.lessor(active=False)
    assert prove_endpoint(bench.broker, OPERATOR, lessor.id).status is _S.PROEF_DOORSTAAN
    change(bench, lessor, endpoint=NEW)
    with pytest.raises(IllegalState, match=r"bevestiging_nodig"):
        prove_endpoint(bench.broker, OPERATOR, lessor.id)
    row = confirm_endpoint(bench.broker, SECOND_OPERATOR, lessor.id)
    assert (row.status, row.proef_op) == (_S.GECONTROLEERD, None)
    activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)
    assert bench.egress.sent[-1].endpoint == NEW


def test_what_changed_during_a_proof_is_not_proven(bench: Bench) -> None:
    """Art. 9 lid 1: the answer was about an endpoint that is no longer the one that counts."""
    lessor = bench.lessor(active=False)
    bench.egress.before_answer = lambda _: change(bench, lessor, endpoint=NEW)
    with pytest.raises(IllegalState, match=r"bevestiging_nodig"):
        activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)
    assert bench.kredietverstrekker(lessor).status is _S.GECONTROLEERD


def test_a_loopback_endpoint_stands_for_its_checks(bench: Bench) -> None:
    """Art. 2 lid 3: only a local stack trusts one; that nobody checked anything is what the chain says."""
    lessor = bench.lessor(active=False, checked=False)
    bench.egress.trusted_endpoints.add(lessor.endpoint)
    activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)
    (checked,) = bench.told(lessor.id, "kredietverstrekker.gecontroleerd")
    (proven,) = bench.told(lessor.id, "kredietverstrekker.proef_doorstaan")
    assert (checked.gegevens["afgeleid"], proven.gegevens["uitdaging"]) == (True, False)
    assert bench.kredietverstrekker(lessor).controles == ()


def test_an_ended_one_is_checked_no_more(bench: Bench) -> None:
    """Art. 8 lid 1: what is over stays over."""
    lessor = bench.lessor()
    change(bench, lessor, status="beeindigd")
    with pytest.raises(IllegalState):
        bench.check(lessor.id, _O.EER)
    with pytest.raises(IllegalState):
        change(bench, lessor, naam="Voorbeeld Anders")


BAD = [
    {"controles": []},
    {"controles": [{"onderdeel": "eer", "bewijs": ""}]},
    {"controles": [{"onderdeel": "eer"}]},
    {"controles": [{"onderdeel": "humeur", "bewijs": "archief/1"}]},
    {"controles": [{"onderdeel": "eer", "bewijs": "regel\neen"}]},
    {"controles": [{"onderdeel": "eer", "bewijs": "BSN 111222333"}]},
    {"controles": [{"onderdeel": "eer", "bewijs": "archief/1", "sha256": "geen"}]},
    {"controles": [{"onderdeel": "eer", "bewijs": "a"}, {"onderdeel": "eer", "bewijs": "b"}]},
]


@pytest.mark.parametrize("body", BAD)
def test_a_check_without_evidence_is_refused(body: dict[str, object]) -> None:
    """Art. 2 lid 3: one of each kind at a time, each with a reference that is no person's number."""
    with pytest.raises(InvalidInput):
        parse(Bevindingen, raw(body))
