"""The index of the reglement tells the truth: its links lead somewhere, and nothing of the text is missing."""

import re
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from tests.architecture.source import CODE, ROOT

README = CODE / "privacy" / "README.md"
LINK = re.compile(r"\]\(([^)#]+)\)")
NAME = re.compile(r"`([A-Za-z_]+)`")
ROW = re.compile(r"^\| (Art\. [^|]+?|-) \|(.*)\|$", re.MULTILINE)
SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
# An article of the reglement; `art. 6(1)`, `art. 30 AVG` and the like are of a law.
CITED = re.compile(r"\b[Aa]rt\. (1[0-2]|[1-9])\b(?!\d|\(| (?:U?AVG|EU)\b)(?: lid (\d+))?")
# The text of 26 April 2021: how many leden each article has, and which leden have letters.
LEDEN = {1: 22, 2: 4, 3: 2, 4: 6, 5: 13, 6: 3, 7: 7, 8: 3, 9: 6, 10: 3, 11: 6, 12: 4}
LETTERS = {(3, 2): "abcdefg", (4, 2): "abcdef", (7, 7): "abcde"}
# Article 5 opens with a rule of its own: only for these doelen. Of art. 3 lid 1, art. 4 lid 1 and so on the lid is it.
OPENINGS = ("Art. 5",)


def clauses() -> list[str]:
    """Every clause of the reglement, as this project cites it."""
    found = list(OPENINGS)
    for article, count in LEDEN.items():
        for lid in range(1, count + 1):
            found.append(f"Art. {article} lid {lid}")
            found += [f"Art. {article} lid {lid}{letter}" for letter in LETTERS.get((article, lid), "")]
    return found


@cache
def sections() -> dict[str, list[tuple[str, list[str]]]]:
    """The rows of each table: the clause, and the other cells."""
    parts = SECTION.split(README.read_text(encoding="utf-8"))
    return {
        title: [(match[1], [cell.strip() for cell in match[2].split("|")]) for match in ROW.finditer(text)]
        for title, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def linked(cell: str) -> list[Path]:
    return [(README.parent / target).resolve() for target in LINK.findall(cell)]


def rows(title: str) -> list[tuple[str, list[str]]]:
    return sections()[title]


def text_of(paths: list[Path]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if path.exists())


def test_every_link_leads_to_a_file() -> None:
    missing = [
        target for target in LINK.findall(README.read_text(encoding="utf-8")) if not (README.parent / target).exists()
    ]
    assert missing == []


def test_every_clause_stands_in_the_index_once() -> None:
    """No clause is forgotten, none is claimed twice, and none is invented."""
    listed = sorted(clause for clause, _ in chain(*sections().values()) if clause != "-")
    assert listed == sorted(clauses())


def test_every_privacy_module_is_in_the_index() -> None:
    """Named in the list at the top, and in the tables where it decides something."""
    modules = {path for path in (CODE / "privacy").glob("*.py") if path.stem != "__init__"}
    assert modules <= set(linked(README.read_text(encoding="utf-8")))
    assert {path.parent for path in linked(SECTION.split(README.read_text(encoding="utf-8"))[0])} == {CODE / "privacy"}


@pytest.mark.parametrize("row", [*rows("Carried out"), *rows("Carried out in part")], ids=lambda row: row[0])
def test_a_clause_has_a_module_a_test_and_a_use_case(row: tuple[str, list[str]]) -> None:
    """The module and the use case are of the broker, the test is a test and cites the clause."""
    clause, (_, module, tests, use_case, *_) = row
    assert linked(module)
    assert all(path.is_relative_to(CODE) for path in linked(module) + linked(use_case))
    assert all(path.parent == CODE / "usecases" for path in linked(use_case))
    assert all(path.is_relative_to(ROOT / "tests") and path.name.startswith("test_") for path in linked(tests))
    assert re.search(rf"\bart\. {re.escape(clause[5:])}\b", text_of(linked(tests)), re.IGNORECASE)


def test_what_is_carried_out_in_part_says_what_is_missing() -> None:
    assert all(len(cells) == 5 and cells[-1] for _, cells in rows("Carried out in part"))
    assert all(len(cells) == 4 for _, cells in rows("Carried out"))


@pytest.mark.parametrize("title", ["Not carried out yet", "Nothing to carry out"])
def test_what_is_not_carried_out_says_why(title: str) -> None:
    """One line of reason, and no link that would claim more."""
    for _, cells in rows(title):
        assert len(cells) == 1
        assert cells[0]
        assert not linked(cells[0])


@pytest.mark.parametrize("row", rows("Glossary"), ids=lambda row: row[1][0][:30])
def test_a_term_stands_in_the_code(row: tuple[str, list[str]]) -> None:
    """Art. 1: each name of the glossary is defined in the file that it points to."""
    _, (_, place) = row
    for name in NAME.findall(place):
        assert re.search(rf"^\s*(?:class |def )?{name}\b *[(:=]", text_of(linked(place)), re.MULTILINE), name


def test_every_article_that_the_code_cites_is_tested() -> None:
    """A citation in the code is a claim; a test that cites the same article proves something of it."""
    cited = {match[1] for match in CITED.finditer(text_of(sorted(CODE.rglob("*.py"))))}
    tested = {match[1] for match in CITED.finditer(text_of(sorted((ROOT / "tests").rglob("test_*.py"))))}
    assert cited - tested == set()


def test_only_clauses_that_exist_are_cited() -> None:
    cited = {match[0].capitalize() for match in CITED.finditer(text_of(sorted(CODE.rglob("*.py")))) if match[2]}
    assert cited <= set(clauses())


def test_laws_are_not_taken_for_the_reglement() -> None:
    text = "art. 6 lid 3; Art. 9; art. 6(1) AVG; art. 30 AVG; art. 12 AVG; art. 126; art. 1.13"
    assert [match[0] for match in CITED.finditer(text)] == ["art. 6 lid 3", "Art. 9", "art. 1"]
