"""A zip whose bytes follow from its files alone: sorted names, one date, one mode, nothing of this machine."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
_MODE = 0o100644 << 16  # a file that everybody may read: Lambda does not run as its owner
_UNIX = 3


def write_zip(tree: Path, into: Path) -> None:
    """All files of `tree`, by their names below it."""
    names = sorted(path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file())
    with ZipFile(into, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name in names:
            entry = ZipInfo(name, _DATE)
            entry.external_attr, entry.create_system, entry.compress_type = _MODE, _UNIX, ZIP_DEFLATED
            archive.writestr(entry, (tree / name).read_bytes(), compresslevel=9)
