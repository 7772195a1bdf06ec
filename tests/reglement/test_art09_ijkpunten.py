"""
Art. 9 lid 1: elke nacht wordt ondertekend vastgelegd hoe ver het bewijs is, zodat ook wie een oud dossier met zijn
oude bewijs terugzet wordt gevonden (I5).
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import jwt
import pytest

from chalicelib.domain.dossier import Dossier
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ijkpunt import Ijkpunt, Kop
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.row import Chained, Row
from chalicelib.errors import Conflict, Unavailable
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.check_koppen import KoppenUitkomst, check_koppen
from chalicelib.usecases.checkpoint_koppen import TYP, checkpoint_koppen, digest
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.follow_grootboek import follow_grootboek
from chalicelib.usecases.ports.store import Remove, Replace
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from tests.broker import Bench, Crash
from tests.fakes.clock import START
from tests.fakes.signer import fake_signer
from tests.restores import copy_of, restore

R = TypeVar("R", bound=Row)
GUIDE = Path(__file__).parents[2] / "docs" / "aws.md"
Break = Callable[[Bench, str], None]


@pytest.fixture
def vendor(bench: Bench) -> Actor:
    follow_grootboek(bench.broker)
    return bench.vendor()


def night(bench: Bench, number: int = 1) -> datetime:
    return (START + timedelta(days=number)).replace(hour=4)


def sign(bench: Bench, number: int = 1) -> int:
    bench.clock.move_to(night(bench, number))
    return checkpoint_koppen(bench.broker)


def look(bench: Bench) -> KoppenUitkomst:
    return check_koppen(bench.broker, bench.clock.now())


def parts(bench: Bench) -> list[Ijkpunt]:
    """What anybody reads with the published key and without us."""
    [key] = bench.broker.signer.public_keys()
    found = [
        jwt.api_jws.decode(jws, jwt.PyJWK(dict(key)), ["ES256"]) for _, jws in sorted(bench.ijkpunten.entries.items())
    ]
    return [Ijkpunt.model_validate_json(payload) for payload in found]


def heads(bench: Bench) -> set[Kop]:
    """Of nights that are whole."""
    found = parts(bench)
    whole = {part.begonnen_op for part in found if part.laatste}
    return {kop for part in found if part.begonnen_op in whole for kop in part.koppen}


def current(bench: Bench) -> set[Kop]:
    rows = [row for row in bench.store.rows() if isinstance(row, Chained) and row.bewijs_nr]
    return {Kop(id=row.id, nr=row.bewijs_nr, kop=row.bewijs_kop) for row in rows}


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in lines if line["event"] == "evidence:checkpoint:differs"]


def change(bench: Bench, vendor: Actor, dossier_id: str) -> None:
    bench.concept(vendor, dossier_id)


def found(bench: Bench, kind: type[R], row_id: str) -> R:
    row = bench.store.get(kind, row_id)
    assert row
    return row


def test_the_head_of_every_chain_is_signed(bench: Bench, vendor: Actor) -> None:
    """Art. 9 lid 1: of dossiers, the Account and the Kredietverstrekker, to be checked with the published key."""
    bench.sent(vendor, bench.lessor())
    assert sign(bench) == len(current(bench)) >= 3
    assert heads(bench) == current(bench)
    assert look(bench) == KoppenUitkomst(nagekeken=len(current(bench)), afwijkingen=0)
    [jws] = bench.ijkpunten.entries.values()
    assert jwt.get_unverified_header(jws)["typ"] == TYP


def test_the_guide_tells_how_to_check_a_part(
    bench: Bench, vendor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What docs/aws.md prints for whoever checks without us, run as it stands there on an object as it lies."""
    dossier_id = bench.dossier(vendor)
    sign(bench)
    [(place, jws)] = bench.ijkpunten.entries.items()
    [told] = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    (tmp_path / "part.jws").write_text(jws, encoding="ascii")
    (tmp_path / "keys.json").write_text(json.dumps({"keys": bench.broker.signer.public_keys()}), encoding="ascii")
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    exec(told, {})  # noqa: S102 - our own guide
    said = capsys.readouterr().out
    assert all(word in said for word in (place, dossier_id, digest(jws)))


def test_only_what_changed_is_signed_the_next_night(bench: Bench, vendor: Actor) -> None:
    one, other = bench.dossier(vendor), bench.dossier(vendor)
    sign(bench)
    bench.clock.advance(hours=5)
    change(bench, vendor, one)
    sign(bench, 2)
    last = {kop.id for kop in parts(bench)[-1].koppen}
    assert one in last
    assert other not in last


def test_a_night_without_changes_is_signed_too(bench: Bench) -> None:
    """Its absence would be that of the run."""
    for number in (1, 2, 3):
        sign(bench, number)
    assert [len(part.koppen) for part in parts(bench)][1:] == [0, 0]
    assert [part.vorige for part in parts(bench)] == [
        "",
        *(digest(jws) for jws in list(bench.ijkpunten.entries.values())[:-1]),
    ]


def test_what_changes_each_night_before_the_run_is_signed(bench: Bench, vendor: Actor) -> None:
    """It never stands under the day before; so the day of now is read as well."""
    dossier_id = bench.dossier(vendor)
    for number in (1, 2, 3):
        bench.clock.move_to(night(bench, number) - timedelta(hours=1))
        change(bench, vendor, dossier_id)
        sign(bench, number)
        assert {kop for kop in current(bench) if kop.id == dossier_id} <= heads(bench)


def test_a_night_that_was_missed_is_made_up_for(bench: Bench, vendor: Actor) -> None:
    sign(bench)
    for number in (1, 2, 3, 4):
        bench.clock.move_to(night(bench, number) + timedelta(hours=9))
        bench.dossier(vendor)
    sign(bench, 6)
    assert heads(bench) == current(bench)


def test_one_checkpoint_a_day_is_enough(bench: Bench, vendor: Actor, capsys: pytest.CaptureFixture[str]) -> None:
    """Who died after its last part was written is told of by the next run all the same."""
    bench.dossier(vendor)
    sign(bench)
    before = dict(bench.ijkpunten.entries)
    capsys.readouterr()
    bench.clock.advance(hours=3)
    assert checkpoint_koppen(bench.broker) == 0
    assert bench.ijkpunten.entries == before
    assert '"event": "evidence:checkpoint:made"' in capsys.readouterr().out


def tail_removed(bench: Bench, dossier_id: str) -> None:
    last = found(bench, Dossier, dossier_id).bewijs_nr
    bench.store.commit(Remove(found(bench, Bewijsstuk, f"{dossier_id}/{last}")))


def item_changed(bench: Bench, dossier_id: str) -> None:
    last = found(bench, Bewijsstuk, f"{dossier_id}/{found(bench, Dossier, dossier_id).bewijs_nr}")
    bench.store.commit(Replace(last.model_copy(update={"door": "acc_" + "z" * 26})))


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
        (head_changed, "kop_anders"),
        (row_gone, "rij_weg"),
    ],
)
def test_evidence_that_is_no_longer_as_signed_is_found(
    bench: Bench, vendor: Actor, broken: Break, reden: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Art. 9 lid 1 (I5): of this dossier, and of no other."""
    dossier_id, _ = bench.dossier(vendor), bench.dossier(vendor)
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


class _Dying:
    """A part of the broker that dies at one of all calls, before or after it is carried out."""

    def __init__(self, part: Any, calls: list[str], at: int, *, after: bool) -> None:
        self._part, self._calls, self._at, self._after = part, calls, at, after

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._part, name)

        def call(*args: Any, **more: Any) -> Any:
            self._calls.append(name)
            number = len(self._calls)
            if number == self._at and not self._after:
                raise Crash
            answer = method(*args, **more)
            if number == self._at:
                raise Crash
            return answer

        return call


def dying(bench: Bench, at: int, *, after: bool) -> tuple[Any, list[str]]:
    calls: list[str] = []
    ports: dict[str, Any] = {
        name: _Dying(getattr(bench.broker, name), calls, at, after=after) for name in ("store", "signer", "ijkpunten")
    }
    return replace(bench.broker, **ports), calls


@pytest.mark.parametrize("after", [False, True])
def test_a_run_that_dies_anywhere_is_made_up_for(bench: Bench, vendor: Actor, *, after: bool) -> None:
    """Parts of two heads: at each of its calls it dies once, and the run after it signs all that it should have."""
    for _ in range(4):
        bench.dossier(vendor)
    sign(bench)
    bench.clock.advance(hours=2)
    for _ in range(3):
        bench.dossier(vendor)
    kept = dict(bench.ijkpunten.entries)
    bench.clock.move_to(night(bench, 2))
    broker, calls = dying(bench, 0, after=after)
    checkpoint_koppen(broker, part=2)
    undisturbed = heads(bench)
    assert len(calls) >= 10
    for at in range(1, len(calls) + 1):
        bench.ijkpunten.entries = dict(kept)
        with pytest.raises(Crash):
            checkpoint_koppen(dying(bench, at, after=after)[0], part=2)
        checkpoint_koppen(bench.broker, part=2)
        assert heads(bench) == undisturbed == current(bench)
        assert look(bench).afwijkingen == 0


def test_a_run_that_is_out_of_time_goes_on_the_next_night(bench: Bench, vendor: Actor) -> None:
    bench.dossier(vendor)
    bench.clock.move_to(night(bench))
    assert checkpoint_koppen(bench.broker, bench.clock.now()) == 0
    assert not bench.ijkpunten.entries
    sign(bench, 2)
    assert heads(bench) == current(bench)
    assert check_koppen(bench.broker, bench.clock.now(), bench.clock.now()).nagekeken == 0


def test_two_runs_of_one_night_do_not_mix(bench: Bench, vendor: Actor) -> None:
    """The second finds the place taken, and begins anew when it is called again."""
    bench.dossier(vendor)
    bench.clock.move_to(night(bench))
    signer = bench.broker.signer

    class Slow:
        def sign(self, payload: bytes, typ: str) -> str:
            checkpoint_koppen(bench.broker)
            return signer.sign(payload, typ)

        def __getattr__(self, name: str) -> Any:
            return getattr(signer, name)

    slow: Any = Slow()
    with pytest.raises(Conflict):
        checkpoint_koppen(replace(bench.broker, signer=slow))
    assert heads(bench) == current(bench)


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


def test_a_checkpoint_holds_ids_numbers_and_hashes_only(bench: Bench, vendor: Actor) -> None:
    """AVG art. 5 lid 1c: it outlives every table, so nothing in it may be about a person."""
    bench.dossier(vendor)
    sign(bench)
    [part] = parts(bench)
    assert {name for kop in part.koppen for name in kop.model_fields_set} == {"id", "nr", "kop"}
    assert "example.com" not in part.model_dump_json()


def test_rows_of_before_the_index_enter_with_their_next_change(bench: Bench, vendor: Actor) -> None:
    dossier_id = bench.dossier(vendor)
    bench.store._changed.clear()
    sign(bench)
    assert heads(bench) == set()
    change(bench, vendor, dossier_id)
    sign(bench, 2)
    assert {kop.id for kop in heads(bench)} == {dossier_id}
