"""What is kept of the hall is what a genuine server sent; anything else counts as not there, and nothing crashes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from kiosk.cache import CONTENT, HALL, MEDIA, Cache, media_of
from server.client.copy import ContentCopy
from server.wire.content import Content, Guide, Leader, Material
from server.wire.media import media_name
from server.wire.signature import key_of, signature_of
from server.wire.ticket import Estimate
from tests.client.stub import TOKEN, hall_answer, service

PICTURE = b"\x89PNG picture"
NAME = media_name(PICTURE, "png")
GUIDE = Guide(
    id="x",
    name="居民身份证办理",
    service_id="general",
    materials=(Material(name="户口簿"),),
    steps=("受理",),
    limit="当场",
    fee="不收费",
    basis="",
    pictures=(NAME,),
)
CONTENT_OF_TODAY = Content(
    version="v1",
    published_at=datetime(2026, 11, 24, tzinfo=UTC),
    hall_id="demo",
    name="示例镇便民服务中心",
    name_en="",
    timezone="Asia/Shanghai",
    guides=(GUIDE,),
    leaders=(Leader(name="某某"),),
)


def copy_of(content: Content, token: str = TOKEN) -> ContentCopy:
    body = content.model_dump_json().encode()
    return ContentCopy(body, signature_of(key_of(token), body))


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path, TOKEN, hall_id="demo")


def test_what_was_kept_is_there_in_the_next_life(cache: Cache, tmp_path: Path) -> None:
    cache.keep_content(copy_of(CONTENT_OF_TODAY))
    found = Cache(tmp_path, TOKEN).content()
    assert found == copy_of(CONTENT_OF_TODAY)
    assert found is not None
    assert found.content.version == "v1"


def test_nothing_kept_is_no_content_and_no_hall(cache: Cache) -> None:
    assert cache.content() is None
    assert cache.hall() is None
    assert cache.media(NAME) is None


def test_a_copy_signed_for_another_token_is_refused(cache: Cache) -> None:
    cache.keep_content(copy_of(CONTENT_OF_TODAY, token="another"))
    assert cache.content() is None


def test_a_genuine_copy_of_another_hall_is_refused(tmp_path: Path) -> None:
    elsewhere = Cache(tmp_path, TOKEN, hall_id="elsewhere")
    elsewhere.keep_content(copy_of(CONTENT_OF_TODAY))
    elsewhere.keep_hall(hall_answer("demo"))
    assert elsewhere.content() is None
    assert elsewhere.hall() is None


def test_a_copy_changed_or_cut_anywhere_is_no_copy(cache: Cache, tmp_path: Path) -> None:
    cache.keep_content(copy_of(CONTENT_OF_TODAY))
    file = tmp_path / CONTENT
    whole = file.read_bytes()
    chance = Random(4)
    for _ in range(200):
        at = chance.randrange(len(whole))
        changed = bytes([whole[at] ^ (1 << chance.randrange(8))])
        file.write_bytes(whole[:at] + (changed + whole[at + 1 :] if chance.random() < 0.5 else b""))
        assert cache.content() is None
    file.write_bytes(whole)
    assert cache.content() is not None


@pytest.mark.parametrize("name", [CONTENT, HALL])
def test_a_kept_file_that_cannot_be_read_is_not_there(cache: Cache, tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert cache.content() is None
    assert cache.hall() is None


def test_the_hall_is_kept_without_what_is_true_for_minutes(cache: Cache, tmp_path: Path) -> None:
    cache.keep_hall(hall_answer(rev=7))
    found = Cache(tmp_path, TOKEN).hall()
    assert found is not None
    assert [each.name for each in found.services] == ["综合受理", "民政救济"]
    assert found.services[0].waiting == 0
    assert found.services[0].estimate is None


def test_the_disk_is_left_alone_while_only_the_queue_moves(cache: Cache, tmp_path: Path) -> None:
    cache.keep_hall(hall_answer(services=[service(waiting=1)]))
    (tmp_path / HALL).unlink()
    cache.keep_hall(hall_answer(services=[service(waiting=2, estimate=Estimate(p50_minutes=1, p90_minutes=2))], rev=8))
    assert not (tmp_path / HALL).exists()
    cache.keep_hall(hall_answer(services=[service(name="另一业务")]))
    assert (tmp_path / HALL).exists()


def test_a_picture_is_found_by_its_name_only_while_it_is_whole(cache: Cache, tmp_path: Path) -> None:
    cache.keep_media(NAME, PICTURE)
    file = cache.media(NAME)
    assert file is not None
    assert file.read_bytes() == PICTURE
    file.write_bytes(PICTURE[:-1])
    assert Cache(tmp_path, TOKEN).media(NAME) is None


def test_a_name_that_is_a_path_is_no_picture(cache: Cache, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    assert cache.media("../secret") is None
    cache.keep_media("../written", b"x")
    assert not (tmp_path / "written").exists()


def test_pictures_no_content_names_are_removed(cache: Cache, tmp_path: Path) -> None:
    cache.keep_media(NAME, PICTURE)
    cache.keep_media(media_name(b"old", "jpg"), b"old")
    (tmp_path / MEDIA / "half.new").write_bytes(b"")
    assert list(media_of(CONTENT_OF_TODAY)) == [NAME]
    cache.forget_media(CONTENT_OF_TODAY)
    assert [each.name for each in (tmp_path / MEDIA).iterdir()] == [NAME]


def test_what_is_kept_is_for_the_kiosk_alone(cache: Cache, tmp_path: Path) -> None:
    cache.keep_content(copy_of(CONTENT_OF_TODAY))
    assert (tmp_path / CONTENT).stat().st_mode & 0o077 == 0
