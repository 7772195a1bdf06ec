"""Which licences may go into the artefact: the list is short, each exception has a reason and is in use."""

from email.message import Message
from fnmatch import fnmatchcase
from importlib.metadata import PackageMetadata
from typing import cast

import pytest
from license_expression import get_spdx_licensing

from infra.package import inventory
from infra.package.errors import PackageError
from infra.package.inventory import Inside, Part
from infra.package.licences import ACCEPTED, EXCEPTIONS, READ, licence_of, refused
from tests.package_build import Built, linux_only


def said(**fields: str) -> PackageMetadata:
    """Metadata as importlib gives it, with these fields."""
    message = Message()
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    return cast("PackageMetadata", message)


@pytest.mark.parametrize(
    "licence",
    ["MIT", "Apache-2.0 OR GPL-3.0-only", "MIT AND BSD-3-Clause", "(GPL-2.0-only OR MIT) AND PSF-2.0"],
)
def test_a_licence_with_a_choice_we_accept_passes(licence: str) -> None:
    assert refused([("voorbeeld", licence)]) == []


@pytest.mark.parametrize(
    "licence",
    [
        "GPL-3.0-only",
        "AGPL-3.0-or-later",
        "MIT AND GPL-2.0-only",
        "LGPL-2.1-or-later",  # python-stdnum alone has a reason
        "Unlicense",
        "Apache-2.0 WITH LLVM-exception",
    ],
)
def test_any_other_licence_is_refused(licence: str) -> None:
    assert refused([("voorbeeld", licence)]) == [f"voorbeeld is under {licence}"]


def test_a_refused_licence_stops_the_build() -> None:
    """Also when it is that of something inside a library."""
    inside = Inside("kern", "1", "pkg:cargo/kern@1", "GPL-3.0-only", "")
    with pytest.raises(PackageError, match=r"kern is under GPL-3\.0-only"):
        inventory.accept([Part("voorbeeld", "1", "MIT", "", ("voorbeeld.py",), (inside,))])


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        (said(License_Expression="MIT", License="iets anders"), "MIT"),
        (said(License="Apache-2.0"), "Apache-2.0"),
        (said(License="MIT License", Classifier="License :: OSI Approved :: MIT License"), "MIT"),
    ],
)
def test_a_licence_is_read_from_metadata(metadata: PackageMetadata, licence: str) -> None:
    assert licence_of("voorbeeld", metadata) == licence


@pytest.mark.parametrize("metadata", [said(), said(License="BSD", Classifier="License :: OSI Approved :: BSD License")])
def test_an_unclear_licence_stops_the_build(metadata: PackageMetadata) -> None:
    with pytest.raises(PackageError, match="voorbeeld says of its licence only"):
        licence_of("voorbeeld", metadata)


def test_what_is_accepted_are_names_of_spdx() -> None:
    names = {*ACCEPTED, *READ.values(), *(one.licence for one in EXCEPTIONS)}
    assert [name for name in names if get_spdx_licensing().validate(name).errors] == []


@linux_only
def test_every_exception_is_needed_and_has_a_reason(built: Built) -> None:
    """One that nothing needs any more is a line to delete."""
    text = (built.tree / "THIRD-PARTY.txt").read_text(encoding="utf-8")
    lines = [line.removeprefix("  inside: ").rsplit(": ", 1) for line in text.splitlines() if ": " in line]
    parts = [(name.split(" ")[0], licence) for name, licence in lines]
    unused = [
        (one.licence, pattern)
        for one in EXCEPTIONS
        for pattern in one.parts
        if not any(fnmatchcase(name, pattern) and one.licence in licence for name, licence in parts)
    ]
    assert unused == []
    assert set(READ) <= {name for name, _ in parts}
    assert all(one.reason for one in EXCEPTIONS)
