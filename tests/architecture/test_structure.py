"""Names say what a thing is: no catch-all modules, one operation per use case, one noun for port and fake."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import CODE, ROOT, modules, tree_of

SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "services", "service", "managers", "manager", "misc"}
# Not operations, but what several of them share: how a change is written, found, sealed, listed or worded.
SHARED = {
    "access": "what goes with a message to prove who sends it",
    "account_records": "finding, sealing and opening an Account",
    "apply_callback": "what each kind of answer changes; receive_callback is the operation",
    "codes": "six-digit codes: made, and checked",
    "compose": "the bytes that leave, by the way of delivery",
    "content": "sealing and opening the content of a dossier",
    "current_documents": "which version is in force",
    "disclose": "giving what was consented to whoever comes for it",
    "due_work": "what is due, day by day",
    "erasure_records": "what an erasure leaves in the ledger",
    "idempotency": "the record of an Idempotency-Key",
    "listing": "pages of a list",
    "messages": "the bytes of a message to a Kredietverstrekker",
    "owned": "finding what is somebody's",
    "recall": "telling a Kredietverstrekker that consent ended",
    "refusals": "whether something may leave, and what that rests on",
    "signed_get": "a GET that a Kredietverstrekker signed, for any that it may ask",
    "transaction": "how anything of a dossier changes",
}
# A fake that no port names: the AWS service under an adapter.
OF_A_SERVICE = {"kms"}


def use_cases() -> list[Path]:
    return sorted(path for path in (CODE / "usecases").glob("*.py") if path.stem not in {"__init__", *SHARED})


def public_functions(tree: ast.Module) -> list[str]:
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def test_no_module_has_a_name_that_says_nothing() -> None:
    parts = {part for name in modules() for part in name.split(".")}
    assert parts & SAYS_NOTHING == set()


@pytest.mark.parametrize("path", use_cases(), ids=lambda path: path.stem)
def test_a_use_case_is_named_after_its_function(path: Path) -> None:
    assert path.stem in public_functions(tree_of(path))


@pytest.mark.parametrize("path", use_cases(), ids=lambda path: path.stem)
def test_a_use_case_file_holds_one_operation(path: Path) -> None:
    """What else is public is there because another module needs the same step, and imports it."""
    others = [name for name in public_functions(tree_of(path)) if name != path.stem]
    texts = [other.read_text(encoding="utf-8") for other in modules().values() if other != path]
    unused = [name for name in others if not any(name in text for text in texts)]
    assert unused == []


def test_shared_modules_exist_and_say_why() -> None:
    gone = {name for name in SHARED if not (CODE / "usecases" / f"{name}.py").exists()}
    assert gone == set()


def test_fakes_carry_the_names_of_ports() -> None:
    ports = {path.stem for path in (CODE / "usecases" / "ports").glob("*.py")}
    fakes = {path.stem for path in (ROOT / "tests" / "fakes").glob("*.py")} - {"__init__"}
    assert fakes - OF_A_SERVICE <= ports


def test_every_file_stays_within_its_length() -> None:
    long = {path.name for path in modules().values() if len(path.read_text(encoding="utf-8").splitlines()) > 250}
    assert long == set()
