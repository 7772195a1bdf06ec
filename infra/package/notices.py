"""The list of licences that travels in the artefact, beside the licence texts that came with each library."""

from collections.abc import Iterable, Iterator

from infra.package.inventory import Part

NOTICES = "THIRD-PARTY.txt"
_TEXTS = ("LICEN", "NOTICE", "COPYING")


def notices(parts: Iterable[Part]) -> str:
    """Per part its version, its licence as SPDX has it, where the text stands, and what was compiled into it."""
    told = "\n".join(line for part in sorted(parts, key=lambda one: one.name) for line in _about(part))
    return f"Libraries in this folder, each under its own licence.\n\n{told}\n"


def _about(part: Part) -> Iterator[str]:
    yield f"{part.name} {part.version}: {part.licence}"
    yield from (f"  text: {file}" for file in part.files if _is_text(file))
    yield from (f"  inside: {one.name} {one.version}: {one.licence}" for one in part.inside)


def _is_text(file: str) -> bool:
    return file.rsplit("/", 1)[-1].upper().startswith(_TEXTS) or "/licenses/" in file
