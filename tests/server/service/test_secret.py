"""Secrets: what is stored gives nothing away, and what is derived is always the same."""

from __future__ import annotations

import pytest
from argon2 import extract_parameters

from server.service import secret
from server.service.secret import PASSWORDS

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))


def test_a_password_is_known_by_its_hash_only() -> None:
    stored = secret.hash_password("一句话 with spaces")
    assert stored.startswith("$argon2id$")
    assert stored != secret.hash_password("一句话 with spaces"), "every hash has its own salt"
    assert secret.is_password(stored, "一句话 with spaces")
    assert not secret.is_password(stored, "一句话 with spaces ")


@pytest.mark.parametrize("stored", ["", "plain", "$argon2id$v=19$m=1,t=1,p=1$x$y", "$2b$12$abcdefghijklmnopqrstuv"])
def test_what_is_no_hash_opens_to_nobody(stored: str) -> None:
    assert not secret.is_password(stored, stored)


def test_an_unknown_name_costs_what_a_wrong_password_costs() -> None:
    ours = extract_parameters(secret.hash_password("x"))
    nobody = extract_parameters(secret.NOBODY)
    cost = ("time_cost", "memory_cost", "parallelism", "type", "version")
    assert [getattr(nobody, each) for each in cost] == [getattr(ours, each) for each in cost]
    with pytest.raises(Exception, match="does not match"):  # it is computed to the end, not refused for its shape
        PASSWORDS.verify(secret.NOBODY, "x")


def test_a_ticket_secret_belongs_to_its_ticket_and_its_hall() -> None:
    mine = secret.ticket_secret(KEY, 1)
    assert mine == secret.ticket_secret(KEY, 1)
    assert len({mine, secret.ticket_secret(KEY, 2), secret.ticket_secret(OTHER_KEY, 1)}) == 3
    assert len(mine) >= 26
    assert mine.isalnum()
    assert secret.is_ticket_secret(KEY, 1, mine)
    for wrong in ("", mine[:-1], mine + "0", mine.upper() + "é", secret.ticket_secret(KEY, 2), "\udcff"):
        assert not secret.is_ticket_secret(KEY, 1, wrong)


def test_a_person_is_the_same_however_the_number_is_written() -> None:
    person = secret.person_of(KEY, "13800138000")
    assert person == secret.person_of(KEY, "138-0013 8000")
    assert person != secret.person_of(KEY, "13800138001")
    assert person != secret.person_of(OTHER_KEY, "13800138000")
    assert "138" not in person or len(person) == 24


def test_a_digest_is_not_the_secret() -> None:
    assert secret.digest("a") != secret.digest("b")
    assert len(secret.digest("a")) == 64
