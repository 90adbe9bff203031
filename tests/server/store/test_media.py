"""The shelf of pictures and videos: names of their content, harmless kinds, nothing half written."""

from hashlib import sha256
from pathlib import Path

import pytest

from server.__main__ import main
from server.store.media import PICTURE_MAX, MediaShelf, UnfitMedia
from server.wire.media import is_content_of, is_media_name

BEGINNINGS = {
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff\xe0",
    "webp": b"RIFF\0\0\0\0WEBPVP8 ",
    "mp4": b"\0\0\0\x18ftypisom",
    "webm": b"\x1a\x45\xdf\xa3",
}


@pytest.fixture
def shelf(tmp_path: Path) -> MediaShelf:
    return MediaShelf.of(tmp_path)


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_content_gets_the_name_of_its_hash_and_kind(shelf: MediaShelf, tmp_path: Path, kind: str) -> None:
    content = BEGINNINGS[kind] + b"..."
    (tmp_path / "any.txt").write_bytes(content)
    name = shelf.keep(tmp_path / "any.txt")
    assert name == f"{sha256(content).hexdigest()}.{kind}"
    found = shelf.find(name)
    assert found is not None
    assert is_content_of(name, found.read_bytes())
    assert shelf.keep(tmp_path / "any.txt") == name
    assert [each.name for each in shelf.folder.iterdir()] == [name]


@pytest.mark.parametrize("content", [b"", b"<svg onload='x'/>", b"<html>", b"GIF89a", b"MZ"])
def test_what_is_no_picture_or_video_is_refused(shelf: MediaShelf, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(UnfitMedia, match="只能是"):
        shelf.keep(tmp_path / "x.png")


def test_a_picture_may_not_be_too_large(shelf: MediaShelf, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(BEGINNINGS["png"] + bytes(PICTURE_MAX))
    with pytest.raises(UnfitMedia, match="超过 8 MB"):
        shelf.keep(tmp_path / "x.png")
    assert not shelf.folder.exists()


@pytest.mark.parametrize("name", ["../hall.db", "/etc/passwd", "", "0" * 64, "0" * 64 + ".png/../x", "é" * 64 + ".png"])
def test_a_name_that_spells_a_path_is_no_name(shelf: MediaShelf, name: str) -> None:
    assert not is_media_name(name)
    assert shelf.find(name) is None


def test_the_command_prints_the_name_for_the_hall_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "流程图.png"
    picture.write_bytes(BEGINNINGS["png"])
    (tmp_path / "data").mkdir()
    assert main(["media", "--data", str(tmp_path / "data"), str(picture)]) == 0
    name, file = capsys.readouterr().out.strip().split("\t")
    assert file == str(picture)
    assert (tmp_path / "data" / "media" / name).read_bytes() == BEGINNINGS["png"]
    picture.write_bytes(b"text")
    assert main(["media", "--data", str(tmp_path / "data"), str(picture)]) == 1
    assert "不能用：只能是" in capsys.readouterr().err
    assert main(["media", "--data", str(tmp_path / "data"), str(tmp_path / "none.png")]) == 1
    assert "存不进去" in capsys.readouterr().err
