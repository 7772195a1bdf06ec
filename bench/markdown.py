"""What documents that are written by benches are made of: lines of Markdown."""

from collections.abc import Iterable


def title(text: str) -> Iterable[str]:
    yield from ("", f"## {text}", "")


def table(head: str, rows: Iterable[str]) -> Iterable[str]:
    yield from ("", head, "|" + "---|" * (head.count("|") - 1), *rows)
