"""Unpacking a zip that may be hostile: no path leaves the folder, no size is believed."""

from __future__ import annotations

import stat
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from optimizer import OptimizerError

if TYPE_CHECKING:
    from pathlib import Path

DESCRIPTOR = "datapackage.json"
SUFFIXES = {".csv", ".json", ".md", ".txt"}
DEEPEST = 3
BLOCK = 1 << 16
HEADER = 30
"""Bytes of a file's own header in a zip, without its name."""

UTF_8 = 1 << 11
"""The flag of a name that is written so."""


class UnpackError(OptimizerError):
    """The zip is broken, or holds what a data package does not."""


def unpacked(archive: Path, folder: Path, most_bytes: int, most_files: int) -> Path:
    """The folder within ``folder`` that holds the data package of a zip.

    Raises:
        UnpackError: no zip, no data package in it or several, too large, or not to be trusted.
    """
    target = folder / "unpacked"
    target.mkdir()
    try:
        with zipfile.ZipFile(archive) as package:
            members = [member for member in package.infolist() if not member.is_dir()]
            _require_decent(members, most_files)
            left = most_bytes
            for member in members:
                left = _extract(package, member, target, left)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnpackError(f"the zip cannot be unpacked: {error}") from error
    found = sorted(target.rglob(DESCRIPTOR))
    if len(found) != 1:
        raise UnpackError(f"the zip must hold one {DESCRIPTOR}, not {len(found)}")
    return found[0].parent


def _require_decent(members: list[zipfile.ZipInfo], most_files: int) -> None:
    if len(members) > most_files:
        raise UnpackError(f"the zip has {len(members)} files; at most {most_files} are taken")
    names = [member.filename.casefold() for member in members]
    if len(set(names)) < len(names):
        raise UnpackError("the zip has two files of one name")
    for member in members:
        _require_inside(member)
    _require_apart(members)


def _require_inside(member: zipfile.ZipInfo) -> None:
    name = member.filename
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name:
        raise UnpackError(f"the path {name[:80]!r} leaves the folder")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        raise UnpackError(f"{name[:80]!r} is no ordinary file")
    if member.flag_bits & 0x1:
        raise UnpackError(f"{name[:80]!r} is encrypted")
    if path.suffix.lower() not in SUFFIXES or len(path.parts) > DEEPEST:
        raise UnpackError(f"{name[:80]!r} does not belong into a data package")


def _require_apart(members: list[zipfile.ZipInfo]) -> None:
    """No file's bytes are another's too: thousands of files may else share what one takes.

    Each has its own place for its header, its name and its packed bytes, whatever more there is.
    """
    end = 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset < end:
            raise UnpackError(f"{member.filename[:80]!r} overlaps another file of the zip")
        name = len(member.orig_filename.encode("utf-8" if member.flag_bits & UTF_8 else "cp437"))
        end = member.header_offset + HEADER + name + member.compress_size


def _extract(package: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Write one file, counting what comes out, not what the archive claims; what is left."""
    path = target / member.filename
    path.parent.mkdir(parents=True, exist_ok=True)
    with package.open(member) as packed, path.open("xb") as file:
        while block := packed.read(BLOCK):
            left -= len(block)
            if left < 0:
                raise UnpackError("the zip unpacks to more than this service takes")
            file.write(block)
    return left
