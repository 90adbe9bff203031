"""How a kiosk knows its kept copy of the content: HMAC-SHA256 under the hash of its own token. Knows no content.

The server keeps only the SHA-256 of a token, the kiosk the token itself: both can make this signature, nobody who finds
the copy alone can. It is made over the bytes as they were sent.
"""

import hmac
from hashlib import sha256

SIGNATURE_HEADER = "Bianmin-Signature"


def key_of(token: str) -> bytes:
    """The key a token stands for."""
    return sha256(token.encode()).digest()


def signature_of(key: bytes, body: bytes) -> str:
    """64 hexadecimal digits."""
    return hmac.digest(key, body, "sha256").hex()


def is_genuine(token: str, body: bytes, signature: str) -> bool:
    """Was this body signed by a server that knows the token?"""
    return hmac.compare_digest(signature_of(key_of(token), body).encode(), signature.encode("utf-8", "replace"))
