"""Ciphertexts of the past: whatever changes, today's code reads them. A file in tests/golden is never edited."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.row import DataSleutel, Inhoud
from chalicelib.usecases.ports.store import Insert
from tests.vaults import Bench

GOLDEN = Path(__file__).parents[1] / "golden"
FILES = sorted(GOLDEN.glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_ciphertext_of_the_past_is_still_readable(path: Path) -> None:
    golden: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    bench, owner, soort = Bench(), golden["eigenaar_id"], golden["eigenaar_soort"]
    key = b64decode(golden["sleutel_in_klare_tekst_alleen_voor_deze_test"])
    wrapped = bench.kms.wrap(key, {"sleutel_id": owner, "soort": soort})
    bench.rows.rows.clear()
    bench.rows.commit(Insert(DataSleutel(id=owner, eigenaar_soort=soort, verpakt=wrapped)))
    record = Inhoud(
        id=golden["record_id"],
        revisie=golden["revisie"],
        model=golden["model"],
        versleuteld=b64decode(golden["versleuteld"]),
    )
    assert bench.another_vault()._unseal(owner, record) == golden["leesbaar"].encode()


def test_the_golden_files_of_the_first_version_exist() -> None:
    assert {path.stem for path in FILES} >= {"aanvraag_1", "dossier_1", "geheim_1"}
