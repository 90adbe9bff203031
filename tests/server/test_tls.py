"""The hall's own authority and its server's certificate: who believes it, what for, how long, and on which clock."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.__main__ import main
from server.authority import AHEAD, BACK, BEGINS, ENDS, SPARE, Authority, Subject, fingerprint
from server.client.trust import trusting
from server.config import ConfigError, ServerConfig, load_config
from server.discovery import Advert
from server.tls import FILE, ServerTls, machine, own_names
from tests.server.encrypted import shake

NOW = datetime.now(UTC)
HALL = Subject(title="示例大厅", names=frozenset({"hall.local"}), addresses=frozenset({"10.0.0.2", "fd00::2"}))


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.make("示例大厅", ["hall-1"])


def serving(authority: Authority, folder: Path, subject: Subject = HALL, now: datetime = NOW) -> ssl.SSLContext:
    tls = ServerTls(authority, folder, lambda: subject)
    tls.refresh(now)
    return tls.context


def browser(authority: Authority) -> ssl.SSLContext:
    """A computer on which somebody has installed the hall's certificate."""
    context = ssl.create_default_context(cadata=authority.certificate)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


@pytest.mark.parametrize("name", ["hall.local", "10.0.0.2", "fd00::2"])
def test_a_computer_that_trusts_the_hall_believes_its_server(authority: Authority, tmp_path: Path, name: str) -> None:
    assert shake(serving(authority, tmp_path), browser(authority), name)


@pytest.mark.parametrize("name", ["10.0.0.3", "other.local"])
def test_but_not_at_another_address(authority: Authority, tmp_path: Path, name: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        shake(serving(authority, tmp_path), browser(authority), name)


def test_a_computer_that_does_not_trust_it_does_not(authority: Authority, tmp_path: Path) -> None:
    for stranger in (ssl.create_default_context(), browser(Authority.make("示例大厅"))):
        with pytest.raises(ssl.SSLCertVerificationError):
            shake(serving(authority, tmp_path), stranger, "hall.local")


def test_nobody_can_vouch_for_a_site_of_the_internet_with_it(authority: Authority, tmp_path: Path) -> None:
    thief = replace(HALL, names=frozenset({"www.bank.com"}))
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        shake(serving(authority, tmp_path, thief), browser(authority), "www.bank.com")
    assert [authority.permits(name) for name in ("www.bank.com", "local.bank.com", "-x.local", "*.local")] == [
        False
    ] * 4
    assert [authority.permits(name) for name in ("hall-1", "x.hall-1", "x.local", "localhost")] == [True] * 4


def test_a_server_s_key_makes_no_other_certificate(authority: Authority, tmp_path: Path) -> None:
    key, _, rest = authority.issue(HALL, NOW).partition("-----BEGIN CERTIFICATE-----")
    leaf = "-----BEGIN CERTIFICATE-----" + rest.partition("-----BEGIN CERTIFICATE-----")[0]
    forged = Authority(leaf, key).issue(HALL, NOW) + authority.certificate
    (tmp_path / "forged.pem").write_text(forged)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "forged.pem")
    for client in (browser(authority), trusting(authority.certificate)):
        with pytest.raises(ssl.SSLCertVerificationError):
            shake(context, client, "hall.local")


def test_a_station_knows_its_hall_on_any_clock_and_at_any_address(authority: Authority, tmp_path: Path) -> None:
    """It may wake up in 1970, or the server may: here the certificate is over by this machine's clock."""
    old = serving(authority, tmp_path, now=datetime(1971, 5, 1, tzinfo=UTC))
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        shake(old, browser(authority), "hall.local")
    assert shake(old, trusting(authority.certificate), "192.0.2.99")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake(old, trusting(Authority.make("示例大厅").certificate), "hall.local")


def test_what_is_no_certificate_is_said() -> None:
    for text in ("", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        with pytest.raises(ValueError, match="certificate"):
            trusting(text)


def test_the_authority_lasts_and_the_certificate_is_short_enough_for_every_system() -> None:
    assert timedelta(days=3650) < ENDS - NOW
    assert timedelta(days=825) >= BACK + AHEAD


def refreshed(tls: ServerTls, folder: Path, now: datetime) -> bytes:
    tls.refresh(now)
    return (folder / FILE).read_bytes()


def test_a_certificate_is_kept_until_it_is_nearly_over(authority: Authority, tmp_path: Path) -> None:
    tls = ServerTls(authority, tmp_path, lambda: HALL)
    first = refreshed(tls, tmp_path, NOW)
    assert refreshed(tls, tmp_path, NOW + AHEAD - SPARE - timedelta(minutes=1)) == first
    assert refreshed(ServerTls(authority, tmp_path, lambda: HALL), tmp_path, NOW) == first, "a restart is no reason"
    assert refreshed(tls, tmp_path, NOW + AHEAD - SPARE + timedelta(minutes=1)) != first


def test_a_new_one_is_spoken_by_the_listener_that_stands(authority: Authority, tmp_path: Path) -> None:
    tls = ServerTls(authority, tmp_path, lambda: HALL)
    numbers = []
    for now in (NOW, NOW - timedelta(days=5000), NOW):
        assert tls.refresh(now)
        found = shake(tls.context, trusting(authority.certificate), "hall.local")
        numbers.append(found["serialNumber"])
    assert len(set(numbers)) == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda subject: replace(subject, addresses=subject.addresses | {"10.0.0.9"}),
        lambda subject: replace(subject, addresses=subject.addresses - {"10.0.0.2"}),
        lambda subject: replace(subject, names=frozenset({"other.local"})),
    ],
    ids=["one more", "one less", "renamed"],
)
def test_other_addresses_are_another_certificate(
    authority: Authority, tmp_path: Path, change: Callable[[Subject], Subject]
) -> None:
    first = refreshed(ServerTls(authority, tmp_path, lambda: HALL), tmp_path, NOW)
    moved = ServerTls(authority, tmp_path, lambda: change(HALL))
    assert refreshed(moved, tmp_path, NOW) != first
    assert not moved.refresh(NOW)


@pytest.mark.parametrize("content", [b"", b"x", b"-----BEGIN CERTIFICATE-----\n"])
def test_a_damaged_file_or_another_hall_s_is_replaced(authority: Authority, tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert shake(serving(authority, tmp_path), browser(authority), "hall.local")
    other = Authority.make("另一个大厅")
    assert shake(serving(other, tmp_path), browser(other), "hall.local")


def test_only_the_server_reads_its_key(authority: Authority, tmp_path: Path) -> None:
    serving(authority, tmp_path)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("now", [BEGINS, ENDS, datetime(1999, 1, 1, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)])
def test_a_clock_that_says_anything_stops_no_server(authority: Authority, tmp_path: Path, now: datetime) -> None:
    tls = ServerTls(authority, tmp_path, lambda: HALL)
    assert tls.refresh(now)
    assert not tls.refresh(now), "and does not make one after the other"
    assert shake(tls.context, trusting(authority.certificate))


def test_the_machine_is_known_by_its_addresses_and_permitted_names() -> None:
    own = Authority.make("示例大厅", own_names(["hall.gov.example", "NOT A NAME"]))
    here = machine(own, "示例大厅", ["hall.gov.example", "www.bank.com"])
    assert {"localhost", "hall.gov.example"} <= here.names
    assert "www.bank.com" not in here.names
    assert {"127.0.0.1", "::1"} <= here.addresses
    assert not any(address.startswith("fe80") for address in here.addresses)


@pytest.mark.parametrize(
    ("settings", "is_encrypted"),
    [
        ({}, False),
        ({"host": "localhost"}, False),
        ({"host": "::1"}, False),
        ({"host": "0.0.0.0"}, True),
        ({"host": "10.0.0.2"}, True),
        ({"host": "hall.local"}, True),
        ({"host": "0.0.0.0", "tls": False}, False),
        ({"tls": True}, True),
    ],
)
def test_only_this_machine_or_an_explicit_choice_goes_without(
    settings: dict[str, object], *, is_encrypted: bool
) -> None:
    assert ServerConfig.model_validate(settings).is_encrypted is is_encrypted


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('tls = "maybe"', "tls"),
        ('names = ["Hall One"]', "names"),
        ("plain_port = 70000", "plain_port"),
        ("session_hours = 48", "session_hours"),
        ("idle_minutes = 0", "idle_minutes"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, line: str, key: str) -> None:
    (tmp_path / "server.toml").write_text(line)
    with pytest.raises(ConfigError, match=f"「{key}」不对：须是"):
        load_config(tmp_path / "server.toml")


def test_stations_are_told_by_the_advert_which_way_to_come() -> None:
    told = [Advert("h-1", "大厅", "127.0.0.1", 8000, is_tls).to_info().decoded_properties for is_tls in (False, True)]
    assert [each.get("tls") for each in told] == [None, "1"]


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main([str(each) for each in arguments]) == 0
    return capsys.readouterr().out


def test_a_restored_hall_is_known_by_the_same_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "init", "--data", tmp_path / "a")
    seen = said(capsys, "ca", "--data", tmp_path / "a", "--file", tmp_path / "ca.crt")
    assert fingerprint((tmp_path / "ca.crt").read_text()) in seen
    assert "PRIVATE" not in (tmp_path / "ca.crt").read_text()
    said(capsys, "backup", "--data", tmp_path / "a", tmp_path / "kept")
    said(capsys, "restore", "--data", tmp_path / "b", tmp_path / "kept")
    again = said(capsys, "ca", "--data", tmp_path / "b")
    assert again.splitlines()[-1] == seen.splitlines()[-1]
    replaced = said(capsys, "ca", "--data", tmp_path / "b", "--new")
    assert replaced.splitlines()[-1] != again.splitlines()[-1]
