"""Ctrl-C at any moment: one word and a status, never a trace. In processes of their own, for signals are theirs."""

import subprocess
import sys
import textwrap

import pytest

from infra.local.config import ROOT

SIGNAL = "os.kill(os.getpid(), signal.SIGINT)"


def _run(program: str) -> tuple[int, str, str]:
    """Status, output and errors of a small Python program."""
    command = [sys.executable, "-c", "import os, signal, sys\n" + textwrap.dedent(program)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    return ended.returncode, ended.stdout, ended.stderr


def test_an_early_signal_during_the_imports_ends_quietly() -> None:
    status = _run(f"""
        from infra.local.__main__ import start

        class Importing:
            def find_spec(self, name, path=None, target=None):
                if name == "infra.local.command":
                    {SIGNAL}

        sys.meta_path.insert(0, Importing())
        start()
    """)
    assert status == (130, "", "interrupted\n")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_while_something_runs_stops_it_first(name: str) -> None:
    """The second one must not interrupt the clean stop."""
    status = _run(f"""
        from infra.local.stopping import Stopped, stopping
        try:
            with stopping():
                try:
                    os.kill(os.getpid(), signal.{name})
                finally:
                    os.kill(os.getpid(), signal.{name})
                    print("stopped what ran")
        except Stopped:
            print("stopped")
    """)
    assert status == (0, "stopped what ran\nstopped\n", "")


def test_a_signal_while_a_class_is_made_stops_too() -> None:
    """Python wraps what comes out of `__set_name__` in a RuntimeError; importing the broker makes many classes."""
    status = _run(f"""
        from infra.local.stopping import Stopped, stopping

        class Field:
            def __set_name__(self, owner, name):
                {SIGNAL}

        try:
            with stopping():
                type("Model", (), {{"field": Field()}})
        except Stopped:
            print("stopped")
    """)
    assert status == (0, "stopped\n", "")


def test_another_error_is_not_taken_for_a_signal() -> None:
    status, output, errors = _run("""
        from infra.local.stopping import stopping
        with stopping():
            raise ValueError("fout")
    """)
    assert (status, output, errors.splitlines()[-1]) == (1, "", "ValueError: fout")


def test_after_the_block_a_signal_does_what_it_did_before() -> None:
    status = _run("""
        from infra.local.stopping import stopping
        signal.signal(signal.SIGTERM, lambda *_: print("as before"))
        with stopping():
            pass
        os.kill(os.getpid(), signal.SIGTERM)
    """)
    assert status == (0, "as before\n", "")
