"""
Art. 9 lid 1: bewijs dat niet meer is zoals het is ondertekend wordt gevonden, ook als een oud dossier met zijn oude
bewijs is teruggezet; en een ijkpunt dat niet van ons is ook (I5).
"""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from chalicelib.domain.dossier import Dossier
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.errors import Unavailable
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.check_koppen import KoppenUitkomst, check_koppen
from chalicelib.usecases.checkpoint_koppen import TYP
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.follow_grootboek import follow_grootboek
from chalicelib.usecases.ports.store import Remove, Replace
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from tests.broker import Bench
from tests.fakes.signer import fake_signer
from tests.ijkpunten import change, current, found, heads, look, night, parts, sign
from tests.restores import copy_of, restore

Break = Callable[[Bench, str], None]


@pytest.fixture
def vendor(bench: Bench) -> Actor:
    follow_grootboek(bench.broker)
    return bench.vendor()


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in lines if line["event"] == "evidence:checkpoint:differs"]


def tail_removed(bench: Bench, dossier_id: str) -> None:
    last = found(bench, Dossier, dossier_id).bewijs_nr
    bench.store.commit(Remove(found(bench, Bewijsstuk, f"{dossier_id}/{last}")))


def item_changed(bench: Bench, dossier_id: str) -> None:
    last = found(bench, Bewijsstuk, f"{dossier_id}/{found(bench, Dossier, dossier_id).bewijs_nr}")
    bench.store.commit(Replace(last.model_copy(update={"door": "acc_" + "z" * 26})))


def middle_changed(bench: Bench, dossier_id: str) -> None:
    """Found: the head and the last entry stay as they were signed."""
    first = found(bench, Bewijsstuk, f"{dossier_id}/1")
    bench.store.commit(Replace(first.model_copy(update={"door": "acc_" + "z" * 26})))


def middle_removed(bench: Bench, dossier_id: str) -> None:
    bench.store.commit(Remove(found(bench, Bewijsstuk, f"{dossier_id}/2")))


def head_changed(bench: Bench, dossier_id: str) -> None:
    bench.store.commit(Replace(found(bench, Dossier, dossier_id).model_copy(update={"bewijs_kop": "0" * 64})))


def row_gone(bench: Bench, dossier_id: str) -> None:
    """Everything of it, evidence too, and nothing that says why."""
    bench.store.erase_evidence(dossier_id, found(bench, Dossier, dossier_id).bewijs_nr)
    bench.store.erase(dossier_id)


@pytest.mark.parametrize(
    ("broken", "reden"),
    [
        (tail_removed, "stuk_weg"),
        (item_changed, "stuk_anders"),
        (middle_changed, "stuk_anders"),
        (middle_removed, "stuk_weg"),
        (head_changed, "kop_anders"),
        (row_gone, "rij_weg"),
    ],
)
def test_evidence_that_is_no_longer_as_signed_is_found(
    bench: Bench, vendor: Actor, broken: Break, reden: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Art. 9 lid 1 (I5): of this dossier, and of no other."""
    dossier_id, _ = bench.dossier(vendor), bench.dossier(vendor)
    for _ in range(2):
        change(bench, vendor, dossier_id)
    sign(bench)
    copy = copy_of(bench)
    broken(bench, dossier_id)
    capsys.readouterr()
    assert look(bench).afwijkingen == 1
    restore(bench, copy)  # as every test leaves it
    [line] = told(capsys)
    assert (line["over"], line["reden"], line["ijkpunt"]) == (dossier_id, reden, "2027-06-02/00001")


@pytest.mark.parametrize("goes_on", [False, True])
def test_an_old_dossier_with_its_old_evidence_is_found(
    bench: Bench, vendor: Actor, *, goes_on: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Art. 9 lid 1: its chain is whole; also when it grew again past the number that was signed."""
    dossier_id = bench.dossier(vendor)
    copy = copy_of(bench)
    change(bench, vendor, dossier_id)
    sign(bench)
    restore(bench, copy)
    bench.check_evidence()
    for _ in range(3 if goes_on else 0):
        change(bench, vendor, dossier_id)
    capsys.readouterr()
    assert look(bench).afwijkingen == 1
    assert [(line["over"], line["reden"]) for line in told(capsys)] == [
        (dossier_id, "stuk_anders" if goes_on else "korter")
    ]


def test_two_heads_of_one_chain_both_hold(bench: Bench, vendor: Actor) -> None:
    """One that grew while its night was read stands in it twice: each is held against the entry of its own number."""
    dossier_id = bench.dossier(vendor)
    [first] = [kop for kop in current(bench) if kop.id == dossier_id]
    change(bench, vendor, dossier_id)
    sign(bench)
    [(place, _)] = bench.ijkpunten.entries.items()
    [part] = parts(bench)
    both = part.model_copy(update={"koppen": (first, *part.koppen)})
    bench.ijkpunten.entries[place] = bench.broker.signer.sign(both.model_dump_json().encode(), TYP)
    assert look(bench) == KoppenUitkomst(nagekeken=3, afwijkingen=0)


def test_an_erased_dossier_is_no_deviation(bench: Bench, vendor: Actor) -> None:
    """Nor one that is being erased: what is left of its evidence is still looked at."""
    dossier_id = bench.dossier(vendor)
    sign(bench)
    delete_dossier(bench.broker, vendor, dossier_id)
    assert look(bench) == KoppenUitkomst(nagekeken=2, afwijkingen=0)
    bench.store.erase_evidence(dossier_id, 1)
    assert look(bench).afwijkingen == 1


def test_changed_evidence_of_an_erased_dossier_is_found(bench: Bench, vendor: Actor) -> None:
    dossier_id = bench.dossier(vendor)
    sign(bench)
    delete_dossier(bench.broker, vendor, dossier_id)
    stuk = found(bench, Bewijsstuk, f"{dossier_id}/1")
    bench.store.commit(Replace(stuk.model_copy(update={"door": "acc_" + "z" * 26})))
    assert look(bench).afwijkingen == 1


def test_an_erasure_of_long_ago_is_known_by_the_ledger(bench: Bench, vendor: Actor) -> None:
    """Art. 8 lid 1: after five years the receipt and the evidence go too; the ledger of erasures stays."""
    dossier_id = bench.dossier(vendor)
    sign(bench)
    delete_dossier(bench.broker, vendor, dossier_id)
    turn = 91 * 21
    bench.clock.move_to(night(bench, 1 + turn))
    purge_due_dossiers(bench.broker, bench.clock.now())
    assert bench.store.get(Vernietiging, dossier_id) is None
    assert look(bench) == KoppenUitkomst(nagekeken=2, afwijkingen=0)
    bench.grootboek.entries.clear()
    assert look(bench).afwijkingen == 1


def three_nights(bench: Bench, vendor: Actor) -> list[str]:
    """Three parts, one of each night."""
    for number in (1, 2, 3):
        bench.dossier(vendor)
        sign(bench, number)
    return sorted(bench.ijkpunten.entries)


def test_a_part_signed_with_another_key_is_found(
    bench: Bench, vendor: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of whoever can write there but not sign: with other heads, and no way to tell."""
    places = three_nights(bench, vendor)
    forged = parts(bench)[-1].model_copy(update={"koppen": ()})
    bench.ijkpunten.entries[places[-1]] = fake_signer().sign(forged.model_dump_json().encode(), TYP)
    capsys.readouterr()
    assert look(bench).afwijkingen == 1
    assert [(line["ijkpunt"], line["reden"]) for line in told(capsys)] == [(places[-1], "handtekening")]


def test_a_part_with_another_head_is_found(bench: Bench, vendor: Actor) -> None:
    """The signature is over every byte; and what we sign for another use is no checkpoint."""
    places = three_nights(bench, vendor)
    header, payload, signature = bench.ijkpunten.entries[places[-1]].split(".")
    other = "A" if payload[40] != "A" else "B"
    bench.ijkpunten.entries[places[-1]] = f"{header}.{payload[:40]}{other}{payload[41:]}.{signature}"
    assert look(bench).afwijkingen == 1
    statement = bench.broker.signer.sign(parts_json(bench), "vernietigingsverklaring+jws")
    bench.ijkpunten.entries[places[-1]] = statement
    assert look(bench).afwijkingen == 1


def parts_json(bench: Bench) -> bytes:
    return json.dumps({"soort": "vernietigingsverklaring"}).encode()


def test_a_missing_part_is_found(bench: Bench, vendor: Actor, capsys: pytest.CaptureFixture[str]) -> None:
    places = three_nights(bench, vendor)
    del bench.ijkpunten.entries[places[1]]
    capsys.readouterr()
    assert look(bench).afwijkingen == 1
    assert [(line["ijkpunt"], line["reden"]) for line in told(capsys)] == [(places[2], "keten")]


def test_a_part_in_another_place_is_found(bench: Bench, vendor: Actor, capsys: pytest.CaptureFixture[str]) -> None:
    """An old part over a newer one, as it was signed."""
    places = three_nights(bench, vendor)
    bench.ijkpunten.entries[places[2]] = bench.ijkpunten.entries[places[1]]
    capsys.readouterr()
    look(bench)
    assert {(line["ijkpunt"], line["reden"]) for line in told(capsys)} == {(places[2], "plaats"), (places[2], "keten")}


def test_after_a_forged_part_the_next_night_goes_on(bench: Bench, vendor: Actor) -> None:
    """Behind the last one that we signed; what changed since that one is signed, and the forgery stays told."""
    places = three_nights(bench, vendor)
    bench.ijkpunten.entries[places[-1]] = "voorbeeld"
    sign(bench, 4)
    assert bench.broker.signer.verify("voorbeeld", TYP) is None
    bench.ijkpunten.entries.pop(places[-1])
    assert heads(bench) == current(bench)


def test_what_is_none_of_ours_is_looked_at_each_night(bench: Bench) -> None:
    bench.ijkpunten.entries["voorbeeld"] = "voorbeeld"
    sign(bench)
    assert look(bench).afwijkingen >= 1


def test_a_store_that_is_silent_counts_as_a_deviation(bench: Bench, vendor: Actor) -> None:
    """Fail closed: what could not be looked at is not proven."""
    bench.dossier(vendor)
    sign(bench)

    def silent(*_: object) -> None:
        raise Unavailable

    vars(bench.store)["get_many"] = silent
    assert look(bench).afwijkingen == 1


def test_each_checkpoint_has_its_turn_for_as_long_as_it_is_kept(bench: Bench, vendor: Actor) -> None:
    """In its first two nights, then each week while a back-up could bring its dossiers back, then each quarter."""
    bench.dossier(vendor)
    sign(bench)
    seen = [n for n in range(400) if check_koppen(bench.broker, night(bench, 1 + n)).nagekeken]
    assert seen[:2] == [0, 1]
    assert {later - before for before, later in pairwise(n for n in seen if 1 < n <= 35)} == {7}
    assert {later - before for before, later in pairwise(n for n in seen if n > 90)} == {91}
