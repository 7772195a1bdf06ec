"""
Two checks of `make check` that no tool does by itself: dead links in Markdown, and secrets in any file.

`python -m infra.checks` reports; `python -m infra.checks accept` writes the secrets that stand there now into the
baseline, for fixtures that only look like one.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import chdir
from pathlib import Path
from urllib.parse import unquote

from detect_secrets.core import baseline
from detect_secrets.core.potential_secret import PotentialSecret
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import default_settings

ROOT = Path(__file__).resolve().parents[1]
BASELINE = ROOT / ".secrets.baseline"
# Their hashes look like secrets, and they come from the package index as they are.
LOCKED = re.compile(r"(^|/)requirements[^/]*\.txt$")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)|!\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
OUTSIDE = ("http://", "https://", "mailto:")


def main(arguments: list[str]) -> int:
    files = tracked()
    if arguments == ["accept"]:
        write_baseline(files)
        return 0
    faults = [*dead_links([file for file in files if file.suffix == ".md"]), *new_secrets(files)]
    print("\n".join(faults) if faults else "links and secrets: nothing found")
    return 1 if faults else 0


def tracked() -> list[Path]:
    """Every file of the project that is there, committed or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git of the developer
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    names = listed.stdout.decode().split("\0")
    return sorted(ROOT / name for name in names if name and (ROOT / name).is_file())


def dead_links(documents: Iterable[Path]) -> Iterator[str]:
    """Relative links of Markdown files whose file or heading does not exist."""
    for document in documents:
        text = FENCE.sub("", document.read_text(encoding="utf-8"))
        for found in LINK.finditer(text):
            target = unquote(found.group(1) or found.group(2))
            if not target.startswith(OUTSIDE) and not _leads_somewhere(document, target):
                yield f"{document}: dead link {target}"


def new_secrets(files: Iterable[Path]) -> Iterator[str]:
    """What looks like a secret and is not in the baseline."""
    known = baseline.load(json.loads(BASELINE.read_text(encoding="utf-8")))
    for name, secret in _scan(files):
        if secret not in known[name]:
            yield f"{name}:{secret.line_number}: looks like a secret ({secret.type})"


def write_baseline(files: Iterable[Path]) -> None:
    with default_settings():
        found = SecretsCollection()
        for name, secret in _scan(files):
            found[name].add(secret)
        document = baseline.format_for_output(found)
    # No time and no line numbers: they would change the file at every run, and a merge of two branches of it fail.
    del document["generated_at"]
    for secrets in document["results"].values():
        for one in secrets:
            one.pop("line_number", None)
    BASELINE.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _scan(files: Iterable[Path]) -> Iterator[tuple[str, PotentialSecret]]:
    found = SecretsCollection()
    names = [file.relative_to(ROOT).as_posix() for file in files if file != BASELINE]
    with chdir(ROOT):  # it keeps names as they were given, and only relative ones mean the same everywhere
        found.scan_files(*(name for name in names if not LOCKED.search(name)))
    yield from found


def _leads_somewhere(document: Path, target: str) -> bool:
    path, _, heading = target.partition("#")
    file = (document.parent / path) if path else document
    if not file.exists():
        return False
    if not heading or file.suffix != ".md":
        return True
    return heading in {_anchor(title) for title in HEADING.findall(file.read_text(encoding="utf-8"))}


def _anchor(title: str) -> str:
    """A heading's anchor, as the usual viewers make it."""
    plain = re.sub(r"[`*]|\[|\]\([^)]*\)", "", title).lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
