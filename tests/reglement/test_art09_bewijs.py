"""Art. 9 lid 1: bewijs van wat met gegevens gebeurde, dat niet ongemerkt te veranderen is (I5)."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.dossier import Dossier
from chalicelib.privacy.bewijs import Bewijsstuk, append, first_fault

START = datetime(2026, 11, 22, 10, tzinfo=UTC)
LENGTH = 4


def empty() -> Dossier:
    return Dossier(
        id="dos_" + "a" * 26, eigenaar="acc", maker="acc", betrokkene="klant", gemaakt_op=START, gewijzigd_op=START
    )


def chain() -> tuple[Dossier, list[Bewijsstuk]]:
    """A dossier with four entries."""
    owner, entries = empty(), []
    for number in range(LENGTH):
        moment = START + timedelta(minutes=number)
        owner, entry = append(owner, "inzage", moment, "acc", {"doel": "5.1", "records": ("dos",), "nr": number})
        entries.append(entry)
    return owner, entries


def test_an_untouched_chain_is_whole() -> None:
    """Art. 9 lid 1: each entry carries the digest of the one before, and the owner that of the last."""
    owner, entries = chain()
    assert first_fault(owner, entries) is None
    assert [entry.nr for entry in entries] == [1, 2, 3, 4]
    assert owner.bewijs_kop == entries[-1].digest()


def test_a_dossier_without_entries_is_whole() -> None:
    """Art. 9 lid 1: nothing happened, and nothing is missing."""
    assert first_fault(empty(), []) is None


@pytest.mark.parametrize("place", range(LENGTH))
@pytest.mark.parametrize(
    "change",
    [
        {"gebeurtenis": "niets"},
        {"op": START - timedelta(days=1)},
        {"door": "iemand"},
        {"gegevens": {}},
        {"nr": 9},
        {"vorige": ""},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edited_entry_is_found(place: int, change: dict[str, object]) -> None:
    """Art. 9 lid 1: any field of any entry; the fault shows at the entry itself or at the one after it."""
    owner, entries = chain()
    if place == 0 and "vorige" in change:
        return
    entries[place] = entries[place].model_copy(update=change)
    assert first_fault(owner, entries) in {place + 1, place + 2}


@pytest.mark.parametrize("place", range(LENGTH))
def test_a_missing_entry_is_found(place: int) -> None:
    """Art. 9 lid 1: a deletion anywhere, the last one included."""
    owner, entries = chain()
    del entries[place]
    assert first_fault(owner, entries) == place + 1


def test_another_order_is_found() -> None:
    """Art. 9 lid 1: entries cannot change places."""
    owner, entries = chain()
    entries[1], entries[2] = entries[2], entries[1]
    assert first_fault(owner, entries) == 2


def test_an_entry_that_was_added_is_found() -> None:
    """Art. 9 lid 1: nothing can be put behind the last entry without its owner knowing."""
    owner, entries = chain()
    _, extra = append(owner, "inzage", START, "acc", {})
    assert first_fault(owner, [*entries, extra]) == LENGTH + 2


def test_evidence_of_another_owner_is_found() -> None:
    """Art. 9 lid 1: a chain belongs to one owner."""
    owner, entries = chain()
    other = owner.model_copy(update={"id": "dos_" + "b" * 26})
    assert first_fault(other, entries) == 1
