"""`python -m infra.operators`: from an empty stage on AWS to one where somebody can sign in and read the documents."""

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import boto3
import pytest

from bench.stage import Stage, running
from chalicelib.domain.account import Account
from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.reglement_versie import ReglementVersie
from chalicelib.privacy.bewijs import Bewijsstuk, first_fault
from chalicelib.usecases.account_records import find_account, schermnaam_hash
from infra.operators.__main__ import AWS_IDENTITY, main
from infra.package.build import ROOT
from infra.package.template import read
from tests.accounts import PASSWORD

ADDRESS = "beheer@example.com"
CREATE = ("create", "--address", ADDRESS, "--name", "Voorbeeld Beheer")
EXAMPLE = ROOT / "examples" / "privacyreglement-voorbeeld.md"


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A stack with the outputs that infra/resources.yaml declares, and behind each what it names."""
    with running() as opened:
        outputs = read((ROOT / "infra" / "resources.yaml").read_text(encoding="utf-8"))["Outputs"]
        settings = opened.settings.model_dump()
        values = {name: settings.get(_setting(name), "voorbeeld") for name in outputs}
        template = {
            "Resources": {"Voorbeeld": {"Type": "AWS::SQS::Queue"}},
            "Outputs": {name: {"Value": value} for name, value in values.items()},
        }
        cloudformation = boto3.client("cloudformation", region_name=opened.settings.region)
        cloudformation.create_stack(StackName="prod-broker", TemplateBody=json.dumps(template))
        yield opened


def _setting(output: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in output).lstrip("_")


def run(monkeypatch: pytest.MonkeyPatch, arguments: Sequence[str], *typed: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
    return main(["--stage", "prod", *arguments])


def publish(file: Path = EXAMPLE, versie: str = "2026-12-01", *more: str) -> list[str]:
    named = ["--address", ADDRESS, "--soort", "privacyreglement", "--versie", versie, "--file", str(file)]
    return ["publish", *named, *more]


def account(stage: Stage) -> Account | None:
    return find_account(stage.http, schermnaam_hash(stage.http, ADDRESS))


def test_an_operator_is_made_on_an_empty_stage(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, [*CREATE, "--rol", "beheer"], PASSWORD) == 0
    made = account(stage)
    assert made is not None
    assert made.rollen == (Rol.BEHEER,)
    assert stage.call("POST", "/v1/sessies", {"schermnaam": ADDRESS, "wachtwoord": PASSWORD})["access_token"]


def test_who_made_an_operator_is_on_record(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a pseudonym: who knows the AWS identity can prove that it was that one, and nobody can read it."""
    run(monkeypatch, CREATE, PASSWORD)
    made = account(stage)
    assert made is not None
    stuk = stage.http.store.get(Bewijsstuk, f"{made.id}/1")
    assert stuk is not None
    caller = boto3.client("sts", region_name=stage.settings.region).get_caller_identity()["Arn"]
    assert (stuk.gebeurtenis, stuk.door) == (
        "operator.aangemaakt",
        f"aws:{stage.http.vault.keyed_hash(AWS_IDENTITY, caller)}",
    )
    assert first_fault(made, [stuk]) is None


def test_making_an_operator_twice_changes_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, CREATE, PASSWORD)
    before = account(stage)
    assert run(monkeypatch, [*CREATE, "--rol", "beheer"]) == 0
    assert "nothing was changed" in capsys.readouterr().out
    assert account(stage) == before


def test_a_document_is_published_by_an_operator(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, CREATE, PASSWORD)
    assert run(monkeypatch, publish(), PASSWORD) == 0
    made = account(stage)
    [row] = stage.call("GET", "/v1/reglementen")["reglementen"]
    assert (row["soort"], row["versie"], row["geldig_vanaf"]) == ("privacyreglement", "2026-12-01", "2026-12-01")
    assert made is not None
    stuk = stage.http.store.get(Bewijsstuk, f"{made.id}/2")
    assert stuk is not None
    assert (stuk.gebeurtenis, stuk.door, stuk.gegevens["sha256"]) == ("reglement.gepubliceerd", made.id, row["sha256"])


def test_publishing_twice_changes_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, CREATE, PASSWORD)
    run(monkeypatch, publish(), PASSWORD)
    before = account(stage)
    assert run(monkeypatch, publish()) == 0
    assert "nothing was changed" in capsys.readouterr().out
    assert account(stage) == before


def test_a_published_version_never_changes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Art. 12 lid 1: another text is another version."""
    run(monkeypatch, CREATE, PASSWORD)
    run(monkeypatch, publish(), PASSWORD)
    other = tmp_path / "ander.md"
    other.write_text("# Voorbeeld", encoding="utf-8")
    assert run(monkeypatch, publish(other), PASSWORD) == 1
    assert "another text" in capsys.readouterr().err
    row = stage.http.store.get(ReglementVersie, "privacyreglement/2026-12-01")
    assert row is not None
    assert row.tekst == EXAMPLE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("typed", "told"), [("een ander wachtwoord", "refuses this password"), ("", "refuses")])
def test_publishing_takes_the_right_password(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, told: str
) -> None:
    run(monkeypatch, CREATE, PASSWORD)
    assert run(monkeypatch, publish(), typed) == 1
    assert told in capsys.readouterr().err
    assert stage.http.store.get(ReglementVersie, "privacyreglement/2026-12-01") is None


def test_publishing_takes_the_role_for_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, [*CREATE, "--rol", "auditor"], PASSWORD)
    assert run(monkeypatch, publish(), PASSWORD) == 1
    assert "role beheer" in capsys.readouterr().err
    assert stage.call("GET", "/v1/reglementen") == {"reglementen": []}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["create", "--address", "geen adres", "--name", "x"], "no e-mail address"),
        (publish(versie="1.0"), "--valid-from"),
        (publish(Path("bestaat-niet.md")), "cannot be read"),
        (publish(versie="MET HOOFDLETTERS", file=EXAMPLE), "--valid-from"),
        (publish(EXAMPLE, "MET HOOFDLETTERS", "--valid-from", "2026-12-01"), "versie does not fit"),
        (["create", "--address", ADDRESS, "--name", "Voorbeeld"], "at least 12 characters"),
    ],
)
def test_what_does_not_fit_is_told_clearly(
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: Sequence[str],
    told: str,
) -> None:
    assert run(monkeypatch, arguments, "te kort") == 1
    written = capsys.readouterr()
    assert told in written.err
    assert "te kort" not in written.out + written.err
    assert account(stage) is None


@pytest.mark.parametrize("arguments", [[*CREATE, "--dry-run"], publish(EXAMPLE, "2026-12-01", "--dry-run")])
def test_a_dry_run_writes_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch, arguments: Sequence[str]) -> None:
    assert run(monkeypatch, arguments) == 0
    client = boto3.client("dynamodb", region_name=stage.settings.region)
    tables = (stage.settings.table_broker, stage.settings.table_sleutels, stage.settings.table_bewijs)
    assert [client.scan(TableName=table)["Items"] for table in tables] == [[], [], []]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--stage", "dev", *CREATE], "ValidationError"),
        (["--stage", "prod", "--region", "eu-west-2", *CREATE], "not one of the allowed regions"),
    ],
)
def test_a_stage_that_is_not_there_is_told(
    stage: Stage, capsys: pytest.CaptureFixture[str], arguments: Sequence[str], told: str
) -> None:
    assert main(arguments) == 1
    assert told in capsys.readouterr().err
