"""docs/scale.md shows the limits as they are and the runs that were kept."""

import json

from bench import counts
from bench.limits import limits, rate_at
from bench.scale import DOCUMENT, PATH, document, scenarios

COUNTS = counts.read()
RERUN = "run python -m bench --only scale"


def test_the_tables_are_made_of_these_numbers() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    results = json.loads(PATH.read_text(encoding="utf-8"))
    assert document(text, COUNTS, results) == text, RERUN
    assert results["runs"].keys() == scenarios().keys(), RERUN
    assert text.count("<!-- end -->") == 5


def test_a_hundred_times_fits_with_room() -> None:
    """Of no limit is more than a quarter taken in the busiest hour."""
    assert all(limit.share(rate_at(100)) <= 0.25 for limit in limits(COUNTS))


def test_the_due_index_bears_ten_thousand_times() -> None:
    """Shards are in stored rows: their number has to be right before it is needed."""
    [shards] = [limit for limit in limits(COUNTS) if limit.name.startswith("today in the due index")]
    assert shards.factor >= 10_000
