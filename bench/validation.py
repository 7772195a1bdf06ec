"""What our checks of a body cost beside those of pydantic: keys that stand twice, a BSN, our own faults."""

from bench.figures import Figure
from bench.inputs import ten_kilobytes
from bench.timing import medians
from chalicelib.domain.dossier_inhoud import DossierInhoud
from chalicelib.domain.parse import parse

GOAL = 2.0
ROUNDS = 200
REPEAT = 5
MICRO = 1e6


def figures() -> list[Figure]:
    """Validating a dossier of 10 KiB against pydantic's bare `model_validate_json` of the same model."""
    raw = ten_kilobytes()
    ours, bare = medians(
        [lambda: parse(DossierInhoud, raw), lambda: DossierInhoud.model_validate_json(raw)],
        rounds=ROUNDS,
        repeat=REPEAT,
    )
    return [
        Figure("validate_10kb.ratio", round(ours / bare, 3), "x model_validate_json", GOAL),
        Figure("validate_10kb.time", round(ours * MICRO, 1), "us"),
    ]
