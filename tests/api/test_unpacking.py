"""A hostile zip does no harm."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from api.unpacking import UnpackError, unpacked
from optimizer import check


def packed(path: Path, files: dict[str, bytes], **attributes: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for attribute, value in attributes.items():
                setattr(info, attribute, value)
            package.writestr(info, content)
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "a.zip"


@pytest.mark.parametrize("inside", ["", "toy/"])
def test_a_package_is_found_wherever_it_lies(archive: Path, tmp_path: Path, inside: str) -> None:
    packed(archive, {f"{inside}datapackage.json": b"{}", f"{inside}sites.csv": b"site\n"})
    folder = unpacked(archive, tmp_path, 1000, 10)
    assert folder == tmp_path / "unpacked" / inside
    assert (folder / "sites.csv").read_bytes() == b"site\n"


@pytest.mark.parametrize(
    "name",
    ["../x.csv", "/x.csv", "a/../../x.csv", "a\\x.csv", "c:x.csv", "x.py", "a/b/c/x.csv"],
)
def test_paths_that_do_not_belong_are_refused(archive: Path, tmp_path: Path, name: str) -> None:
    packed(archive, {"datapackage.json": b"{}", name: b"x"})
    with pytest.raises(UnpackError):
        unpacked(archive, tmp_path, 1000, 10)
    assert not list(tmp_path.parent.glob("x.*"))


def test_a_link_is_refused(archive: Path, tmp_path: Path) -> None:
    packed(archive, {"datapackage.json": b"/etc/passwd"}, external_attr=0o120777 << 16)
    with pytest.raises(UnpackError, match="no ordinary file"):
        unpacked(archive, tmp_path, 1000, 10)


def test_a_bomb_is_counted_while_it_unpacks(archive: Path, tmp_path: Path) -> None:
    packed(archive, {"datapackage.json": b"{}", "a.csv": b"0" * 10_000_000})
    assert archive.stat().st_size < 20_000
    with pytest.raises(UnpackError, match="more than"):
        unpacked(archive, tmp_path, 1_000_000, 10)
    assert sum(p.stat().st_size for p in (tmp_path / "unpacked").iterdir()) <= 1_000_000


def overlapping(path: Path, names: list[str], kernel: bytes) -> Path:
    """Files that share their bytes: each quotes the header of the next, and then goes on in it.

    Packed as D. Fifield does (A better zip bomb, WOOT 2019): a stored block of the next header,
    then the next file's own packed bytes.
    """
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed, plain = packing.compress(kernel) + packing.flush(), kernel
    parts: list[tuple[bytes, bytes, int]] = []
    body = b""
    for name in reversed(names):
        if parts:
            quoted = parts[-1][0]
            size = len(quoted)
            packed = b"\0" + struct.pack("<HH", size, size ^ 0xFFFF) + quoted + packed
            plain = quoted + plain
        known = (0, 8, 0, 33, zlib.crc32(plain), len(packed), len(plain), len(name), 0)
        header = struct.pack("<4s5H3L2H", b"PK\3\4", 20, *known) + name.encode()
        entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, *known, 0, 0, 0, 0, 0)
        parts.append((header, entry, len(packed)))
        body = header + packed
    directory = b""
    for (_, entry, size), name in zip(reversed(parts), names, strict=True):
        offset = len(body) - size - 30 - len(name)
        directory += entry[:-4] + struct.pack("<L", offset) + name.encode()
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(names), len(names),
                      len(directory), len(body), 0)  # fmt: skip
    path.write_bytes(body + directory + end)
    return path


def test_files_that_share_their_bytes_are_refused(archive: Path, tmp_path: Path) -> None:
    names = ["datapackage.json", *(f"{number:03}.csv" for number in range(200))]
    overlapping(archive, names, b"0" * 100_000)
    with zipfile.ZipFile(archive) as package:
        assert sum(member.file_size for member in package.infolist()) > 20_000_000
        assert package.infolist()[-1].header_offset > 0
    assert archive.stat().st_size < 40_000
    with pytest.raises(UnpackError, match="overlaps"):
        unpacked(archive, tmp_path, 10**9, 1000)
    assert not list((tmp_path / "unpacked").iterdir())
    overlapping(archive, names[:1], b"{}")
    assert unpacked(archive, _made(tmp_path / "alone"), 1000, 10).is_dir()


def test_a_zip_within_a_zip_is_not_unpacked(archive: Path, tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner", {"datapackage.json": b"{}", "a.csv": b"0" * 1_000_000})
    content = inner.read_bytes()
    packed(archive, {"datapackage.json": b"{}", "inner.zip": content})
    with pytest.raises(UnpackError, match="does not belong"):
        unpacked(archive, tmp_path, 10**9, 10)
    packed(archive, {"datapackage.json": b"{}", "sites.csv": content})
    folder = unpacked(archive, _made(tmp_path / "named"), 10_000, 10)
    assert {path.name for path in folder.rglob("*")} == {"datapackage.json", "sites.csv"}
    assert (folder / "sites.csv").read_bytes() == content
    assert check(folder).errors


def test_too_many_files_twins_and_none_are_refused(archive: Path, tmp_path: Path) -> None:
    for number, files in enumerate(
        [{f"{n}.csv": b"" for n in range(11)}, {"A.csv": b"", "a.csv": b""}, {"a.csv": b""}]
    ):
        packed(archive, files)
        with pytest.raises(UnpackError):
            unpacked(archive, _made(tmp_path / str(number)), 1000, 10)


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all"])
def test_what_is_no_zip_is_refused(archive: Path, tmp_path: Path, content: bytes) -> None:
    archive.write_bytes(content)
    with pytest.raises(UnpackError, match="cannot be unpacked"):
        unpacked(archive, tmp_path, 1000, 10)


def test_a_damaged_file_is_refused(archive: Path, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("datapackage.json", b"{" + b" " * 500 + b"}")
    spoiled = bytearray(buffer.getvalue())
    spoiled[100] ^= 1
    archive.write_bytes(spoiled)
    with pytest.raises(UnpackError, match="cannot be unpacked"):
        unpacked(archive, tmp_path, 1000, 10)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
