"""The video of a guide plays on any phone, piece by piece; nothing else on the shelf is public."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.server.running import RunningHall

VIDEO = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 8
ITEM = "I003"
OTHER = b"\0\0\0\x18ftypmp42" + b"not yet public"


def get(hall: RunningHall, path: str, **headers: str) -> httpx.Response:
    return httpx.get(hall.url + path, headers=headers, trust_env=False)


def kept(hall: RunningHall, folder: Path, content: bytes) -> str:
    file = folder / "video"
    file.write_bytes(content)
    return hall.parts.shelf.keep(file)


def publish(hall: RunningHall, name: str) -> None:
    """Give the item the video."""
    toml, begins = hall.ask("GET", "/set-up").json()["toml"], f'id = "{ITEM}"\n'
    before, its_id, after = toml.partition(begins)
    own, end, others = after.partition("[[items]]\n")
    lines = [f'video = "{name}"', *(line for line in own.splitlines() if not line.startswith("video "))]
    answer = hall.wish("/set-up", toml=before + its_id + "\n".join(lines) + "\n" + end + others)
    assert answer.status_code == 204, answer.text


def test_a_phone_plays_the_video_of_a_guide_in_pieces(fresh: RunningHall, tmp_path: Path) -> None:
    name, other = kept(fresh, tmp_path, VIDEO), kept(fresh, tmp_path, OTHER)
    assert get(fresh, f"/g/video/{name}").status_code == 404
    publish(fresh, name)
    page = get(fresh, f"/g/{ITEM}")
    assert f'src="/g/video/{name}"' in page.text
    assert "media-src 'self'" in page.headers["content-security-policy"]
    whole = get(fresh, f"/g/video/{name}")
    assert (whole.content, whole.headers["content-type"]) == (VIDEO, "video/mp4")
    piece = get(fresh, f"/g/video/{name}", Range="bytes=8-11")
    assert (piece.status_code, piece.content) == (206, VIDEO[8:12])
    for wrong in (other, "../hall.db", "%2e%2e%2fhall.db", "x" * 80):
        assert get(fresh, f"/g/video/{wrong}").status_code == 404
