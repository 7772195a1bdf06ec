"""`make package` and `make deploy`: which Python, which processor, and what is said when something is missing."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.package import __main__ as package_command
from infra.package import deploy as deploy_command
from infra.package.archive import write_zip
from infra.package.bytecode import compile_all
from infra.package.errors import PackageError
from infra.package.libraries import install
from infra.package.runtime import Runtime, ask, find_runtime, host_architecture

HERE = find_runtime()


def _known(**answers: str) -> Mapping[str, Runtime]:
    return {name: Runtime(version, f"/somewhere/{name}") for name, version in answers.items()}


def test_the_newest_python_that_runs_decides() -> None:
    known = _known(a="3.11", b="3.13", c="3.12")
    assert find_runtime("abc", known.get) == Runtime("3.13", "/somewhere/b")


def test_a_name_that_leads_nowhere_is_no_python() -> None:
    """A shim of a version manager stands on PATH without its version."""
    known = _known(b="3.12")
    assert find_runtime("ab", known.get).name == "python3.12"
    assert ask("/nowhere/python3.13") is None


def test_a_python_that_lambda_does_not_have_is_passed_over() -> None:
    known = _known(a="3.14", b="3.10")
    with pytest.raises(PackageError, match=r"3\.13, 3\.12, 3\.11"):
        find_runtime("ab", known.get)


def test_the_python_that_was_found_runs() -> None:
    assert ask(HERE.executable) == HERE
    assert HERE.tag == "cpython-" + HERE.version.replace(".", "")


def test_an_unhashed_requirement_stops_the_build(tmp_path: Path) -> None:
    """What comes from the index is what was locked, or nothing."""
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("six==1.17.0\n", encoding="utf-8")
    with pytest.raises(PackageError, match="hash"):
        install(requirements, tmp_path / "into", HERE, host_architecture())


def test_a_module_that_does_not_compile_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def\n", encoding="utf-8")
    with pytest.raises(PackageError, match=r"bad\.py"):
        compile_all(tmp_path, HERE)


def test_times_and_modes_leave_no_trace(tmp_path: Path) -> None:
    """The same files, written at another time with other rights, are the same zip."""
    for number, name in enumerate(("one", "other")):
        tree = tmp_path / name
        (tree / "folder").mkdir(parents=True)
        for file in ("b.py", "a.py") if number else ("a.py", "b.py"):
            (tree / "folder" / file).write_text(f"{file!r}\n", encoding="utf-8")
        (tree / "folder" / "a.py").chmod(0o600 if number else 0o755)
        write_zip(tree, tmp_path / f"{name}.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_an_unknown_stage_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        package_command.main(["--stage", "elsewhere"])
    assert "dev" in capsys.readouterr().err


def test_a_deploy_outside_the_eea_does_not_start(capsys: pytest.CaptureFixture[str]) -> None:
    """Art. 9 lid 5: London carries an `eu-` name, and is not in the EEA."""
    assert deploy_command.main(["--stage", "prod", "--region", "eu-west-2", "--bucket", "voorbeeld"]) == 1
    assert "eu-west-2 is not one of the allowed regions" in capsys.readouterr().err


def test_a_deploy_names_everything_that_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert deploy_command.main(["--stage", "prod"]) == 1
    said = capsys.readouterr().err
    assert "name a bucket" in said
    assert "the AWS CLI (`aws`) was not found" in said


def test_a_deploy_uses_the_ordinary_tools(tmp_path: Path) -> None:
    upload, deploy = deploy_command.commands(tmp_path, "prod", "voorbeeld", "eu-central-1")
    assert upload[:3] == ["aws", "cloudformation", "package"]
    assert deploy[:3] == ["aws", "cloudformation", "deploy"]
    for step in (upload, deploy):
        assert step[step.index("--region") + 1] == "eu-central-1"
        assert step[step.index("--s3-bucket") + 1] == "voorbeeld"
    assert deploy[deploy.index("--stack-name") + 1] == "prod-broker"
    assert "CAPABILITY_AUTO_EXPAND" in deploy
