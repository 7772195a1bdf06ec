"""The bench of cold starts says why, where a machine cannot run it."""

import pytest

from bench import cold_start


def test_without_valgrind_the_bench_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No tool, no figure, and no failure of the other benches."""
    monkeypatch.setenv("PATH", "/nowhere")
    assert cold_start.figures() == []
    assert "valgrind was not found" in capsys.readouterr().err
