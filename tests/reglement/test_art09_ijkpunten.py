"""
Art. 9 lid 1: elke nacht wordt ondertekend vastgelegd hoe ver het bewijs is, zodat ook wie een oud dossier met zijn
oude bewijs terugzet wordt gevonden (I5).
"""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from chalicelib.domain.gebruiker import Actor
from chalicelib.errors import Conflict
from chalicelib.usecases.check_koppen import KoppenUitkomst, check_koppen
from chalicelib.usecases.checkpoint_koppen import TYP, checkpoint_koppen, digest
from chalicelib.usecases.follow_grootboek import follow_grootboek
from tests.broker import Bench, Crash
from tests.ijkpunten import change, current, heads, look, night, parts, sign

GUIDE = Path(__file__).parents[2] / "docs" / "aws.md"


@pytest.fixture
def vendor(bench: Bench) -> Actor:
    follow_grootboek(bench.broker)
    return bench.vendor()


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
    assert '"event":"evidence:checkpoint:made"' in capsys.readouterr().out


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


def test_a_night_that_was_half_signed_begins_anew(
    bench: Bench, vendor: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its time was over behind the first part: it is not told as made, and the next run leaves nothing out."""
    for _ in range(4):
        bench.dossier(vendor)
    bench.clock.move_to(night(bench))
    stop_at = bench.clock.now() + timedelta(minutes=13)
    signer = bench.broker.signer

    class Slow:
        def sign(self, payload: bytes, typ: str) -> str:
            bench.clock.advance(minutes=14)
            return signer.sign(payload, typ)

        def __getattr__(self, name: str) -> Any:
            return getattr(signer, name)

    slow: Any = Slow()
    capsys.readouterr()
    assert checkpoint_koppen(replace(bench.broker, signer=slow), stop_at, part=2) == 2
    said = capsys.readouterr().out
    assert "retention:sweep:stopped" in said
    assert "evidence:checkpoint:made" not in said
    assert heads(bench) == set()
    sign(bench, 2)
    assert heads(bench) == current(bench)
    assert look(bench).afwijkingen == 0


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
