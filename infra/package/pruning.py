"""
What libraries ship and nobody reads, as data: each line has its reason, and tests prove that it is there to be taken
out and that everything we use works without it.

Smaller is cheaper (the artefact is fetched at every cold start) and safer (what is not there cannot be called).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path


@dataclass(frozen=True)
class Pruned:
    """`*` in a pattern also stands for folders. What fits one of `keep` stays."""

    pattern: str
    reason: str
    keep: tuple[str, ...] = ()

    def takes(self, name: str) -> bool:
        return fnmatchcase(name, self.pattern) and not any(fnmatchcase(name, kept) for kept in self.keep)


@dataclass(frozen=True)
class Taken:
    """What one entry took out."""

    files: int
    size: int  # bytes


PRUNED = (
    Pruned("bin/*", "console programs; nobody has a console in a function"),
    Pruned(
        "*.dist-info/*",
        "how pip installed it; licences go along, and METADATA is what importlib.metadata reads (schwifty, pycountry)",
        keep=("*/METADATA", "*.dist-info/LICEN[CS]E*", "*.dist-info/NOTICE*", "*.dist-info/licenses/*"),
    ),
    Pruned("*.pyi", "types for checkers; wrapt-stubs is nothing else"),
    Pruned("*/py.typed", "a mark for checkers"),
    Pruned("*.[ch]", "sources of what is compiled already"),
    Pruned("*/tests/*", "tests of libraries"),
    Pruned("pycountry/locales/*", "names of countries in other languages: 21 MB"),
    Pruned(
        "pycountry/databases/*",
        "languages, scripts, currencies, provinces; schwifty asks for countries",
        keep=("*/iso3166-1.json",),
    ),
    Pruned(
        "stdnum/*/*",
        "numbers of other countries; ours are Dutch, and iso7064 is what they are computed with",
        keep=("stdnum/nl/*", "stdnum/iso7064/*"),
    ),
    Pruned("stdnum/*.dat", "lists of books, SIM cards and network cards"),
    Pruned("stdnum/numdb.py", "reads those lists"),
    Pruned("phonenumbers/shortdata/*", "emergency and short numbers; ours are E.164", keep=("*/__init__.py",)),
    Pruned(
        "tzdata/zoneinfo/*",
        "zones of the world; deadlines are counted in ours",
        keep=("tzdata/zoneinfo/__init__.py", "tzdata/zoneinfo/Europe/__init__.py", "tzdata/zoneinfo/Europe/Amsterdam"),
    ),
    Pruned("dns/*", "DNS look-ups of e-mail domains; addresses are checked by form only"),
    Pruned("dnspython-*", "see dns"),
    Pruned("email_validator/deliverability.py", "the one importer of dns"),
    Pruned("email_validator/__main__.py", "its console program, which looks domains up"),
    Pruned("cffi/*", "the compiler's side of cffi; cryptography needs _cffi_backend alone"),
    Pruned("pycparser*", "the parser of cffi's compiler"),
    Pruned("dateutil/zoneinfo/*.tar.gz", "zones of the world once more"),
    Pruned("urllib3/contrib/emscripten/*", "for Python in a browser"),
    Pruned("pydantic/v1/*", "models of version 1; pydantic looks at them for a type that is written as one"),
    Pruned("boto3/data/*", "resource models; we use clients"),
    Pruned("boto3/examples/*", "examples"),
    Pruned("botocore/cacert.pem", "a copy of all the world's roots; AWS is called under Amazon's own (roots.py)"),
    Pruned("pydantic/mypy.py", "a plug-in of a checker"),
    Pruned("*/bank_registry/README.md", "a text"),
    Pruned("*/iban_registry/README.md", "a text"),
    Pruned("chalicelib/*.md", "our own index; it belongs to the sources"),
)


def prune(tree: Path, entries: Iterable[Pruned] = PRUNED) -> Mapping[str, Taken]:
    """Takes each entry's files out of an unpacked artefact; tells what each took, by its pattern."""
    files = {path.relative_to(tree).as_posix(): path for path in sorted(tree.rglob("*")) if path.is_file()}
    taken = {entry.pattern: _take(entry, files) for entry in entries}
    _drop_empty_folders(tree)
    return taken


def _take(entry: Pruned, files: dict[str, Path]) -> Taken:
    names = [name for name in files if entry.takes(name)]
    size = sum(files[name].stat().st_size for name in names)
    for name in names:
        files.pop(name).unlink()
    return Taken(len(names), size)


def _drop_empty_folders(tree: Path) -> None:
    folders = [path for path in tree.rglob("*") if path.is_dir()]
    for folder in sorted(folders, reverse=True):  # the deepest first
        if not any(folder.iterdir()):
            folder.rmdir()
