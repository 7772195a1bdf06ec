"""Art. 6 lid 3, Art. 5 lid 4: wat een Kredietverstrekker mag krijgen en vragen, ziet de verzender vooraf."""

from typing import Any

import pytest

from chalicelib.domain.aanvraag_inhoud import Product
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.kredietverstrekker import ProductBehoefte
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker
from chalicelib.domain.parse import parse
from chalicelib.domain.persoonsgegeven import Betrokkene, Categorie
from chalicelib.domain.row import Inhoud
from chalicelib.domain.vraag import AanvullendeVraag, AntwoordSoort, AntwoordVoor
from chalicelib.errors import InvalidInput
from chalicelib.privacy.doel import INHOUDSOORTEN, occurring
from chalicelib.privacy.informatiebehoefte import askable, digest, velden_of, vragen_of
from chalicelib.privacy.register import verwerking
from chalicelib.usecases.answer_vragen import Gezien, Opgave
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.ports.egress import Outcome
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.bodies import example, raw
from tests.broker import OPERATOR, Bench
from tests.disclosures import body_of
from tests.lessors import Lessor, answer_challenge
from tests.restores import opens

USE = AanvullendeVraag(
    sleutel="gebruik",
    tekst="Waarvoor wordt het object gebruikt?",
    soort=AntwoordSoort.TEKST,
    categorie=Categorie.OBJECT,
    verplicht=True,
)
HOURS = AanvullendeVraag(
    sleutel="uren", tekst="Hoeveel uur per week?", soort=AntwoordSoort.GETAL, categorie=Categorie.OBJECT
)
ANSWER = "Bezorging van voorbeeldpakketten"
BOTH = (Product.FINANCIAL_LEASE, Product.OPERATIONAL_LEASE)
APART = (ProductBehoefte(product=Product.OPERATIONAL_LEASE, velden=("onderneming.kvk_nummer", "object.merk")),)


def to(lessor: Lessor, sleutel: str = "gebruik", waarde: str | int | bool = ANSWER) -> AntwoordVoor:
    return AntwoordVoor(kredietverstrekker_id=lessor.id, sleutel=sleutel, waarde=waarde)


def change(bench: Bench, lessor: Lessor, **fields: Any) -> None:
    update_kredietverstrekker(bench.broker, OPERATOR, lessor.id, GewijzigdeKredietverstrekker(**fields))


def answered(bench: Bench, vendor: Actor, *answers: AntwoordVoor, lessors: list[Lessor]) -> str:
    """An Aanvraag that is with these, sent with these answers."""
    aanvraag_id = bench.concept(vendor)
    bench.submit(vendor, aanvraag_id, lessors, opgave=Opgave(answers))
    bench.dispatch(aanvraag_id)
    return aanvraag_id


def test_each_product_has_a_need_of_its_own(bench: Bench) -> None:
    """Art. 6 lid 3: what leaves for one product is not what leaves for another."""
    vendor = bench.vendor()
    lessor = bench.lessor(need=("onderneming", "financiering"), producten=BOTH, informatiebehoefte_per_product=APART)
    row = bench.kredietverstrekker(lessor)
    assert velden_of(row, "financial_lease") == ("onderneming", "financiering")
    assert velden_of(row, "operational_lease") == ("onderneming.kvk_nummer", "object.merk")
    assert set(velden_of(row, None)) == {"onderneming", "financiering", "onderneming.kvk_nummer", "object.merk"}
    aanvraag_id = bench.concept(vendor, body=example("aanvraag-operational-lease"))
    bench.submit(vendor, aanvraag_id, [lessor])
    bench.dispatch(aanvraag_id)
    gegevens = body_of(bench.egress.sent[0])["data"]["gegevens"]
    assert {group: sorted(fields) for group, fields in gegevens.items()} == {
        "onderneming": ["kvk_nummer"],
        "object": ["merk"],
    }


@pytest.mark.parametrize(
    ("said", "veld", "code"),
    [
        (
            {"informatiebehoefte_per_product": (ProductBehoefte(product=BOTH[0], velden=("betrokkene.bsn",)),)},
            "informatiebehoefte_per_product.0.velden.0",
            "veld.onbekend",
        ),
        ({"informatiebehoefte_per_product": APART}, "informatiebehoefte_per_product.0.product", "behoefte.product"),
        (
            {"vragen": (USE.model_copy(update={"producten": (Product.HUURKOOP,)}),)},
            "vragen.0.producten",
            "behoefte.product",
        ),
        *(
            ({"vragen": (USE.model_copy(update={"categorie": one}),)}, "vragen.0.categorie", "vraag.categorie")
            for one in (Categorie.INLOG, Categorie.TECHNISCH, Categorie.ABONNEMENT)
        ),
    ],
)
def test_outside_the_register_nothing_can_be_asked(bench: Bench, said: dict[str, Any], veld: str, code: str) -> None:
    """Art. 5: neither at registration nor by a change afterwards."""
    with pytest.raises(InvalidInput) as refused:
        bench.lessor(**said)
    assert [(fault.veld, fault.code) for fault in refused.value.faults] == [(veld, code)]
    lessor = bench.lessor()
    with pytest.raises(InvalidInput) as refused:
        change(bench, lessor, **said)
    assert [(fault.veld, fault.code) for fault in refused.value.faults] == [(veld, code)]


def test_what_can_be_asked_may_be_disclosed() -> None:
    """Art. 5 lid 4: the categories of a question are those of art. 4 lid 2 that may leave, and no log-in."""
    assert askable() >= {Categorie.NAW, Categorie.KVK, Categorie.FINANCIEEL, Categorie.OBJECT, Categorie.VOORWAARDEN}
    assert askable().isdisjoint({Categorie.INLOG, Categorie.TECHNISCH, Categorie.ABONNEMENT})


QUESTION = {"sleutel": "gebruik", "tekst": "Waarvoor?", "soort": "tekst", "categorie": "object"}
BAD = [
    ({"tekst": "Wat is uw BSN?"}, "vraag.bsn"),
    ({"sleutel": "bsn"}, "vraag.bsn"),
    ({"tekst": "Geef uw burgerservicenummer"}, "vraag.bsn"),
    ({"tekst": "Met welk wachtwoord logt u in?"}, "vraag.verboden"),
    ({"tekst": "Hoe is uw gezondheid?"}, "vraag.verboden"),
    ({"tekst": "Hebt u een strafblad?"}, "vraag.verboden"),
    ({"tekst": "a" * 201}, "tekst.lang"),
    ({"tekst": ""}, "tekst.kort"),
    ({"tekst": "een\u202etwee"}, "tekst.tekens"),
    ({"sleutel": "Gebruik"}, "tekst.tekens"),
    ({"categorie": "geheim"}, "keuze.onbekend"),
    ({"soort": "bestand"}, "keuze.onbekend"),
    ({"soort": "keuze"}, "vraag.keuzes"),
    ({"keuzes": ["a", "b"]}, "vraag.keuzes"),
    ({"soort": "keuze", "keuzes": ["a", "a"]}, "lijst.dubbel"),
    ({"soort": "getal", "max_lengte": 5}, "vraag.max_lengte"),
    ({"max_lengte": 501}, "getal.max"),
]


@pytest.mark.parametrize(("said", "code"), BAD)
def test_a_question_that_may_not_be_asked(said: dict[str, object], code: str) -> None:
    """Art. 9 lid 5b: no BSN, no log-in, no special data, and nothing without an end."""
    with pytest.raises(InvalidInput) as refused:
        parse(AanvullendeVraag, raw({**QUESTION, **said}))
    assert [fault.code for fault in refused.value.faults] == [code]


def test_questions_are_few_and_each_has_its_key() -> None:
    """Art. 9 lid 5b: ten at most."""
    many = [{**QUESTION, "sleutel": f"vraag_{number}"} for number in range(11)]
    for vragen in (many, [QUESTION, QUESTION]):
        with pytest.raises(InvalidInput, match=r"vragen: lijst\."):
            parse(GewijzigdeKredietverstrekker, raw({"vragen": vragen}))
    assert parse(GewijzigdeKredietverstrekker, raw({"vragen": many[:10]})).vragen


def test_an_answer_goes_to_who_asked_and_nobody_else(bench: Bench) -> None:
    """Art. 6 lid 3: two ask the same; each hears its own answer, a third hears none."""
    vendor = bench.vendor()
    lessors = [bench.lessor(name, vragen=(USE,)) for name in ("a", "b")] + [bench.lessor("c")]
    answered(bench, vendor, to(lessors[0]), to(lessors[1], waarde="Iets anders"), lessors=lessors)
    said = [body_of(bench.egress.sent_to(lessor.endpoint)[0])["data"].get("antwoorden") for lessor in lessors]
    assert said == [
        [{"sleutel": "gebruik", "waarde": ANSWER}],
        [{"sleutel": "gebruik", "waarde": "Iets anders"}],
        None,
    ]
    bench.check_evidence()


def test_a_required_question_keeps_the_aanvraag_here(bench: Bench) -> None:
    """Art. 6 lid 3: for whom is said; an optional one may stay open, as may one of another product."""
    vendor = bench.vendor()
    free = bench.lessor("a", vragen=(HOURS, USE.model_copy(update={"producten": BOTH[1:]})), producten=BOTH)
    strict = bench.lessor("b", vragen=(USE, HOURS))
    aanvraag_id = bench.concept(vendor)
    with pytest.raises(InvalidInput) as refused:
        bench.submit(vendor, aanvraag_id, [free, strict])
    assert [(fault.veld, fault.code) for fault in refused.value.faults] == [
        ("kredietverstrekkers.1", "vraag.onbeantwoord")
    ]
    assert [vraag.sleutel for vraag in vragen_of(bench.kredietverstrekker(free), BOTH[0])] == ["uren"]
    bench.submit(vendor, aanvraag_id, [free, strict], opgave=Opgave((to(strict),)))
    assert not bench.verstrekking(aanvraag_id, free).beantwoord


ALL = tuple(
    AanvullendeVraag(sleutel=soort.value, tekst="Wat?", soort=soort, categorie=Categorie.OBJECT, keuzes=keuzes)
    for soort, keuzes in ((one, ("weg", "terrein") if one is AntwoordSoort.KEUZE else None) for one in AntwoordSoort)
)
RIGHT: dict[str, str | int | bool] = {
    "tekst": "a" * 200,
    "getal": 7,
    "bedrag": "12.50",
    "datum": "2027-05-01",
    "ja_nee": True,
    "keuze": "weg",
}
WRONG = [
    ("tekst", 7, "antwoord.tekst"),
    ("tekst", "a" * 201, "tekst.lang"),
    ("getal", "7", "antwoord.getal"),
    ("getal", True, "antwoord.getal"),
    ("bedrag", "12,50", "antwoord.bedrag"),
    ("bedrag", 12, "antwoord.bedrag"),
    ("datum", "01-05-2027", "antwoord.datum"),
    ("datum", "2027-02-30", "antwoord.datum"),
    ("ja_nee", 1, "antwoord.ja_nee"),
    ("ja_nee", "ja", "antwoord.ja_nee"),
    ("keuze", "lucht", "antwoord.keuze"),
]


def test_each_kind_of_answer_leaves_as_it_was_given(bench: Bench) -> None:
    """Art. 6 lid 3: what was seen and allowed, unchanged."""
    vendor, lessor = bench.vendor(), bench.lessor(vragen=ALL)
    answered(bench, vendor, *(to(lessor, key, value) for key, value in RIGHT.items()), lessors=[lessor])
    said = body_of(bench.egress.sent[0])["data"]["antwoorden"]
    assert {answer["sleutel"]: answer["waarde"] for answer in said} == RIGHT


@pytest.mark.parametrize(("sleutel", "waarde", "code"), WRONG)
def test_an_answer_fits_its_question(bench: Bench, sleutel: str, waarde: str | int, code: str) -> None:
    """Art. 9 lid 5b: what was not asked like that is not kept."""
    vendor, lessor = bench.vendor(), bench.lessor(vragen=ALL)
    aanvraag_id = bench.concept(vendor)
    with pytest.raises(InvalidInput) as refused:
        bench.submit(vendor, aanvraag_id, [lessor], opgave=Opgave((to(lessor, sleutel, waarde),)))
    assert [(fault.veld, fault.code) for fault in refused.value.faults] == [("antwoorden.0.waarde", code)]


def test_what_nobody_asked_is_not_taken_in(bench: Bench) -> None:
    """Art. 9 lid 5b: for another recipient, for no question, twice, or for one that was not chosen."""
    vendor = bench.vendor()
    asking, other = bench.lessor("a", vragen=(USE,)), bench.lessor("b")
    for extra in (to(other), to(asking, "anders"), to(asking), to(Lessor("kre_" + "a" * 26, "", ""))):
        with pytest.raises(InvalidInput) as refused:
            bench.submit(vendor, bench.concept(vendor), [asking, other], opgave=Opgave((to(asking), extra)))
        assert [(fault.veld, fault.code) for fault in refused.value.faults] == [
            ("antwoorden.1.sleutel", "antwoord.niet_gevraagd")
        ]


@pytest.mark.parametrize("waarde", ["mijn bsn is 111222333", " ", None, 1.5, [], 10**12, "a" * 501, "a\u0000b"])
def test_an_answer_holds_no_bsn_and_has_an_end(waarde: object) -> None:
    """Art. 9 lid 5b: no BSN anywhere, and nothing but a short text, a number, or yes or no."""
    with pytest.raises(InvalidInput):
        parse(AntwoordVoor, raw({"kredietverstrekker_id": "kre_x", "sleutel": "gebruik", "waarde": waarde}))


def test_a_number_that_is_no_bsn_is_confirmed_on_record(bench: Bench) -> None:
    """Art. 9 lid 5b: what only looks like one passes once somebody says so, and that he did is evidence."""
    vendor, lessor = bench.vendor(), bench.lessor(vragen=(USE,))
    body = raw({"kredietverstrekker_id": lessor.id, "sleutel": "gebruik", "waarde": "Kenmerk 111222333"})
    with pytest.raises(InvalidInput, match=r"bsn\.lijkt"):
        parse(AntwoordVoor, body)
    answer = parse(AntwoordVoor, body, geen_bsn=True)
    aanvraag_id = bench.concept(vendor)
    bench.submit(vendor, aanvraag_id, [lessor], opgave=Opgave((answer,), geen_bsn=True))
    (given,) = bench.told(dossier_of(aanvraag_id), "toestemming.gegeven")
    assert given.gegevens["geen_bsn_bevestigd"] is True


def test_what_changed_since_it_was_seen_is_not_sent(bench: Bench) -> None:
    """Art. 6 lid 3: permission is for what was shown; another question or field is another permission."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.concept(vendor)
    seen = Gezien(lessor.id, digest(bench.kredietverstrekker(lessor), "financial_lease"))
    change(bench, lessor, informatiebehoefte=("betrokkene",))
    with pytest.raises(InvalidInput, match=r"gezien\.0\.sha256: behoefte\.gewijzigd"):
        bench.submit(vendor, aanvraag_id, [lessor], opgave=Opgave(gezien=(seen,)))
    now = Gezien(lessor.id, digest(bench.kredietverstrekker(lessor), "financial_lease"))
    bench.submit(vendor, aanvraag_id, [lessor], opgave=Opgave(gezien=(now,)))
    (given,) = bench.told(dossier_of(aanvraag_id), "toestemming.gegeven")
    assert (given.gegevens["velden"], given.gegevens["behoefte"]) == (("betrokkene",), now.sha256)


def test_a_need_that_changes_later_changes_nothing(bench: Bench) -> None:
    """Art. 6 lid 3: between sending and delivery an operator turns the need over; what leaves was consented to."""
    vendor, lessor = bench.vendor(), bench.lessor(vragen=(USE,))
    aanvraag_id = bench.concept(vendor)
    bench.submit(vendor, aanvraag_id, [lessor], opgave=Opgave((to(lessor),)))
    change(bench, lessor, informatiebehoefte=("betrokkene",), vragen=(HOURS,))
    bench.dispatch(aanvraag_id)
    data = body_of(bench.egress.sent[0])["data"]
    assert "betrokkene" not in data["gegevens"]
    assert data["antwoorden"] == [{"sleutel": "gebruik", "waarde": ANSWER}]


def test_a_repeat_carries_the_same_answers(bench: Bench) -> None:
    """Art. 6 lid 3: the same bytes under the same id, however often."""
    vendor, lessor = bench.vendor(), bench.lessor(vragen=(USE,))
    bench.egress.plan(lessor.endpoint, Outcome(500))
    aanvraag_id = answered(bench, vendor, to(lessor), lessors=[lessor])
    bench.egress.answer = answer_challenge
    bench.clock.advance(seconds=6)
    bench.dispatch(aanvraag_id)
    first, second = bench.egress.sent
    assert first.body == second.body
    assert ANSWER.encode() in first.body


def test_twenty_recipients_with_answers_fit_one_sending(bench: Bench) -> None:
    """Art. 6 lid 3: all or nothing, for as many as one may choose."""
    vendor = bench.vendor()
    lessors = [bench.lessor(f"kv{number}", vragen=(USE, HOURS)) for number in range(20)]
    answers = [answer for lessor in lessors for answer in (to(lessor), to(lessor, "uren", 8))]
    answered(bench, vendor, *answers, lessors=lessors)
    assert len(bench.egress.sent) == len(lessors)


def test_answers_of_a_withdrawn_aanvraag_stay_here(bench: Bench) -> None:
    """Art. 6 lid 3: they leave by the same permission as the fields."""
    vendor, lessor = bench.vendor(), bench.lessor(vragen=(USE,))
    aanvraag_id = bench.concept(vendor)
    bench.submit(vendor, aanvraag_id, [lessor], opgave=Opgave((to(lessor),)))
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    bench.dispatch(aanvraag_id)
    assert bench.egress.sent == []


def test_answers_are_kept_like_everything_personal(bench: Bench) -> None:
    """Art. 9 lid 3, Art. 8 lid 1: as ciphertext, with a doel and a term, and gone with the dossier."""
    vendor, lessor = bench.vendor(), bench.lessor(vragen=(USE,))
    aanvraag_id = bench.concept(vendor)
    bench.submit(vendor, aanvraag_id, [lessor], opgave=Opgave((to(lessor),)))
    stored = [row for row in bench.store.rows() if isinstance(row, Inhoud) and row.model == "vraagantwoorden"]
    assert len(stored) == 1
    assert not any(ANSWER in repr(row) for row in bench.store.rows())
    pairs = occurring(INHOUDSOORTEN["vraagantwoorden"])
    assert {betrokkene for _, betrokkene in pairs} == {Betrokkene.KLANT, Betrokkene.CONSUMENT}
    assert all(verwerking(*pair).bewaartermijnen for pair in pairs)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    delete_dossier(bench.broker, vendor, dossier_of(aanvraag_id))
    assert not [row for row in bench.store.rows() if getattr(row, "model", "") == "vraagantwoorden"]
    assert not opens(bench, dossier_of(aanvraag_id), stored[0])
