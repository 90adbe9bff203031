"""Makes and checks secrets: tokens, sessions, ticket secrets, passwords. Stores none of them."""

import hmac
from hashlib import blake2b, sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PASSWORDS = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""argon2id with OWASP's smaller memory choice: a Pi must manage it beside its work."""


def digest(secret: str) -> str:
    """The hash by which a token or session is known. Secrets are random, so one fast round is enough."""
    return sha256(secret.encode()).hexdigest()


def ticket_secret(key: bytes, ticket_id: int) -> str:
    """The secret of a ticket's QR code: derived, so that it need not be stored. 32 hex digits."""
    return blake2b(str(ticket_id).encode(), key=key, digest_size=16, person=b"ticket").hexdigest()


def is_ticket_secret(key: bytes, ticket_id: int, secret: str) -> bool:
    return hmac.compare_digest(ticket_secret(key, ticket_id).encode(), secret.encode("utf-8", "replace"))


def person_of(key: bytes, phone: str) -> str:
    """A keyed hash of a phone number: tells whether two bookings are one person's, and nothing else."""
    digits = "".join(char for char in phone if char.isdigit())
    return blake2b(digits.encode(), key=key, digest_size=12, person=b"phone").hexdigest()


def hash_password(password: str) -> str:
    return PASSWORDS.hash(password)


def is_password(stored: str, password: str) -> bool:
    """Costs about 30 ms of one core; call it in a thread."""
    try:
        return PASSWORDS.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$Ymlhbm1pbi1ub2JvZHkh$Hkz6yqT0yJ4s6nO1q2n8oV5p8u4y1zR0m3cQ9wXeT5A"
"""Checked when the name is unknown, so that the answer takes as long as for a wrong password."""
