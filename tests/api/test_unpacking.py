"""A hostile zip does no harm."""

import io
import zipfile
from pathlib import Path

import pytest

from api.unpacking import UnpackError, unpacked


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
