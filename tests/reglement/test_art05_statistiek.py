"""Art. 5 lid 11: statistiek die niet tot een persoon te herleiden is, ook niet voor wie al het andere al weet."""

from collections import Counter
from collections.abc import Callable

import pytest

from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.cijfer import Cel
from chalicelib.domain.dossier_inhoud import DossierInhoud
from chalicelib.domain.parse import parse
from chalicelib.privacy import cijfers
from chalicelib.privacy.cijfers import TABELLEN, Groep, Uitkomst, of_aanvraag, of_dossier
from chalicelib.privacy.cijfers_publicatie import LARGEST_RATIO, geometric, publish
from chalicelib.usecases.update_aanvraag import update_aanvraag
from chalicelib.usecases.update_dossier import update_dossier
from tests.attacker import likelihoods, read, shown_of
from tests.bodies import Body, changed, consument, klant, lease, raw, without
from tests.broker import Bench
from tests.populations import OUTCOMES, Counts, Person, bits, count, population


@pytest.mark.parametrize("seed", range(12))
def test_full_outside_knowledge_rules_out_no_outcome(seed: int) -> None:
    """Of nobody do all figures together fit one outcome only, nor one outcome much better than another."""
    people = population(seed, 60 + 40 * seed)
    counts, published = count(people), read(disturbed(people, seed))
    for person in set(people):
        found = likelihoods(counts, published, person)
        assert set(found) == set(Uitkomst)
        assert min(found.values()) > 0, person
        assert max(found.values()) / min(found.values()) <= LARGEST_RATIO


def test_the_attacked_figures_show_something() -> None:
    """An attack on nothing would prove nothing."""
    assert sum(len(disturbed(population(seed, 60 + 40 * seed), seed)) for seed in range(12)) > 100


def disturbed(people: list[Person], seed: int) -> tuple[Cel, ...]:
    """As it is published, with noise that repeats."""
    entropy = bits(seed)
    return publish(count(people), lambda: geometric(entropy))


def fitting(people: list[Person], target: Person, rule: Callable[[Counts], object]) -> list[Uitkomst]:
    """The outcomes of `target` under which a fixed rule publishes what it did."""
    others = list(people)
    others.remove(target)
    published = rule(count(people))
    return [guess for guess in OUTCOMES if rule(count([*others, Person(target.groups, guess)])) == published]


def test_without_noise_the_same_attack_finds_people() -> None:
    """Why rounding does not do: from 13 to 12 the rounded figure moves, and the reader counts 12 others."""
    found = Counter(
        len(fitting(people, person, lambda counts: publish(counts, lambda: 0)))
        for people in (population(seed, 300) for seed in range(4))
        for person in set(people)
    )
    assert found[1] > 0


@pytest.mark.parametrize("size", [10, 13, 40])
def test_every_figure_can_come_from_every_count(size: int) -> None:
    """One person more or less makes no figure possible or impossible, and none much more probable."""
    for number in range(size):
        one, other = shown_of(number, size), shown_of(number + 1, size)
        assert one.keys() == other.keys()
        for value, chance in one.items():
            assert chance > 0
            assert max(chance / other[value], other[value] / chance) ** 2 <= LARGEST_RATIO


def test_which_groups_are_shown_rests_on_no_outcome() -> None:
    """K and what is left out beside it look at who are alike, which the reader knows."""
    people = population(3, 90)
    alike = [Person(person.groups, Uitkomst.AFGEWEZEN) for person in people]
    sizes = [{groep: found.total() for groep, found in count(some).items()} for some in (people, alike)]
    assert sizes[0] == sizes[1]


def test_the_tables_are_declared_and_coarse() -> None:
    """At most three properties, the outcome among them; of what is not declared there is no table."""
    known = {"product", "object", "bedrag", "looptijd", "provincie", "sector"}
    for tabel in TABELLEN.values():
        assert len(tabel.eigenschappen) == len(tabel.waarden) == 2
        assert set(tabel.eigenschappen) <= known
    assert set(cijfers._UITKOMST) == set(AanvraagStatus) - {AanvraagStatus.CONCEPT}


def inhoud(body: Body) -> AanvraagInhoud:
    return parse(AanvraagInhoud, raw(body))


def betrokkene(body: Body) -> DossierInhoud:
    return parse(DossierInhoud, raw(body))


def test_an_aanvraag_is_made_coarse() -> None:
    body = changed(lease(), "financiering.looptijd_maanden", 60)
    groups = {groep.tabel: groep.waarden for groep in of_aanvraag(inhoud(body))}
    product, soort = str(body["product"]), str(body["object"]["soort"])
    assert groups["product_object"] == (product, soort)
    assert groups["product_bedrag"][1] in cijfers.BEDRAGEN
    assert groups["product_looptijd"] == (product, "49_tot_en_met_60")


@pytest.mark.parametrize(
    ("price", "klasse"),
    [("9999.99", "tot_10000"), ("10000.00", "10000_tot_25000"), ("250000.00", "vanaf_250000")],
)
def test_an_amount_becomes_a_class(price: str, klasse: str) -> None:
    body = without(changed(lease(), "object.prijs_excl_btw", price), "object.btw_bedrag")
    for name in ("aanbetaling", "slottermijn"):
        body = changed(body, f"financiering.{name}", "0.00")
    body = changed(changed(body, "financiering.inruil", "0.00"), "financiering.btw_meefinancieren", False)
    groups = {groep.tabel: groep.waarden for groep in of_aanvraag(inhoud(body))}
    assert groups["product_bedrag"][1] == klasse


@pytest.mark.parametrize(
    ("postcode", "provincie"),
    [
        ("1012AB", "noord_holland"),
        ("1315AB", "flevoland"),
        ("4131AB", "utrecht"),
        ("4241AB", "zuid_holland"),
        ("5851AB", "limburg"),
        ("9999XL", "groningen"),
    ],
)
def test_a_postcode_becomes_a_province(postcode: str, provincie: str) -> None:
    body = changed(consument(), "betrokkene.adres.postcode", postcode)
    assert of_dossier(betrokkene(body)) == (Groep("provincie_sector", (provincie, "particulier")),)


def test_a_company_becomes_its_section() -> None:
    body = without(changed(klant(), "onderneming.sbi_code", "01"), "onderneming.sbi_code")
    assert of_dossier(betrokkene(body))[0].waarden[1] == "onbekend"
    for code, sector in (("4511", "G"), ("01", "A"), ("620100", "K"), ("00", "onbekend")):
        assert of_dossier(betrokkene(changed(body, "onderneming.sbi_code", code)))[0].waarden[1] == sector
    abroad = {"land": "BE", "straat": "Voorbeeldstraat", "huisnummer": 1, "postcode": "1000", "plaats": "Voorbeeld"}
    assert of_dossier(betrokkene(changed(body, "onderneming.adres", abroad)))[0].waarden[0] == "buitenland"


def test_rows_keep_digests_and_no_property(bench: Bench) -> None:
    """Art. 9 lid 3: what a dossier counts under cannot be read without the search key."""
    vendor = bench.vendor()
    aanvraag_id = bench.concept(vendor)
    state = bench.state(aanvraag_id)
    kept = (*state.aanvraag(aanvraag_id).cijfers, *state.dossier.cijfers)
    groups = (*of_aanvraag(inhoud(lease())), *of_dossier(betrokkene(klant())))
    assert kept == cijfers.digests(groups, bench.broker.vault.keyed_hash)
    assert len(set(kept)) == len(TABELLEN)
    assert all(len(one) == 32 and set(one) <= set("0123456789abcdef") for one in kept)


def test_digests_follow_a_change(bench: Bench) -> None:
    vendor = bench.vendor()
    aanvraag_id = bench.concept(vendor)
    before = bench.state(aanvraag_id)
    update_aanvraag(bench.broker, vendor, aanvraag_id, 1, raw({"financiering": {"looptijd_maanden": 12}}))
    patch = raw({"betrokkene": {"adres": {"postcode": "9712AB"}}, "onderneming": {"adres": None}})
    update_dossier(bench.broker, vendor, before.dossier.id, 1, patch)
    after = bench.state(aanvraag_id)
    old, new = (state.aanvraag(aanvraag_id).cijfers for state in (before, after))
    assert old[:2] == new[:2]
    assert old[2] != new[2]
    assert before.dossier.cijfers != after.dossier.cijfers


def test_two_properties_have_unrelated_digests(bench: Bench) -> None:
    groups = tuple(cijfers.all_groups())
    assert len(set(cijfers.digests(groups, bench.broker.vault.keyed_hash))) == len(groups)
