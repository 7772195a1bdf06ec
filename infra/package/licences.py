"""
Under which licences the parts of the artefact come, and which of those we accept.

Metadata says it in three ways: an SPDX expression, a name of old, or a classifier. What none of them says exactly
stands in READ, taken from the licence text itself. A licence that is not accepted stops the build.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.metadata import PackageMetadata

from license_expression import LicenseExpression, get_spdx_licensing

from infra.package.errors import PackageError

# Ask for their text to go along, which it does, and for nothing that we do not do.
ACCEPTED = frozenset({"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0", "PSF-2.0"})


@dataclass(frozen=True)
class Exceptional:
    """A licence that these parts alone may have; `*` in a name stands for anything."""

    licence: str
    parts: tuple[str, ...]
    reason: str


EXCEPTIONS = (
    Exceptional(
        "LGPL-2.1-or-later",
        ("python-stdnum",),
        "used as a library, unchanged, and shipped as source that anybody can replace",
    ),
    Exceptional(
        "LGPL-2.1-only",
        ("pycountry",),
        "used as a library by schwifty, unchanged, and shipped as source that anybody can replace",
    ),
    Exceptional("MIT-0", ("cffi",), "MIT without the duty to name its authors"),
    Exceptional("Unlicense", ("email-validator", "pyxirr"), "given to the public domain; it asks for nothing"),
    Exceptional(
        "Unicode-3.0",
        ("icu_*", "litemap", "tinystr", "unicode-ident", "writeable", "yoke*", "zerofrom*", "zerovec*"),
        "tables of Unicode inside compiled code; asks for its notice only",
    ),
    Exceptional("Unicode-DFS-2016", ("unicode-ident",), "the same licence under its name of before"),
    Exceptional("Zlib", ("foldhash",), "asks only not to be misrepresented"),
)
# Parts whose metadata names no one licence, with what their own licence text says.
READ = {
    "openssl": "Apache-2.0",  # since 3.0; what cryptography says is inside it comes without a licence
    "python-dateutil": "BSD-3-Clause AND (Apache-2.0 OR BSD-3-Clause)",  # "Dual License": by the date of the code
    "python-stdnum": "LGPL-2.1-or-later",  # "LGPL", and a classifier that knows no 2.1
    "rstr": "BSD-3-Clause",  # a classifier that knows no number of clauses
}
CLASSIFIED = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: MIT License": "MIT",
}
_SPDX = get_spdx_licensing()


def licence_of(name: str, metadata: PackageMetadata) -> str:
    """An SPDX expression. Raises PackageError when the metadata leaves it open and nobody has read the text."""
    if name in READ:
        return READ[name]
    told = [one for field in ("License-Expression", "License") for one in metadata.get_all(field, [])]
    told += [CLASSIFIED[one] for one in metadata.get_all("Classifier", []) if one in CLASSIFIED]
    for expression in told:
        if not _SPDX.validate(expression).errors:
            return str(expression)
    raise PackageError(f"{name} says of its licence only {told}; read it and add it to infra/package/licences.py")


def refused(licences: Iterable[tuple[str, str]]) -> list[str]:
    """Of (part, SPDX expression), those that leave no choice that we accept."""
    return [f"{name} is under {text}" for name, text in licences if not _is_fine(name, _parsed(name, text))]


def _parsed(name: str, text: str) -> LicenseExpression:
    if _SPDX.validate(text).errors:
        raise PackageError(f"{name}: {text!r} is no SPDX expression")
    return _SPDX.parse(text)


def _is_fine(name: str, expression: LicenseExpression) -> bool:
    """Of an OR one has to do, of an AND each."""
    if isinstance(expression, _SPDX.OR):
        return any(_is_fine(name, one) for one in expression.args)
    if isinstance(expression, _SPDX.AND):
        return all(_is_fine(name, one) for one in expression.args)
    return is_accepted(name, expression.render())


def is_accepted(name: str, licence: str) -> bool:
    """One licence of one part."""
    return licence in ACCEPTED or any(
        licence == one.licence and any(fnmatchcase(name, part) for part in one.parts) for one in EXCEPTIONS
    )
