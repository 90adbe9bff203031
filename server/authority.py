"""The hall's own certificate authority and what it signs: X.509 (RFC 5280). Knows no file, no socket and no hall.

The authority may sign for addresses and for names that mean nothing outside a building (`LOCAL`, and those it was made
with): a computer that trusts it trusts it for no site of the internet.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from ipaddress import ip_address, ip_network
from typing import Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LOCAL = ("localhost", "local", "lan", "internal", "home.arpa")
"""RFC 6761, 6762, 8375 and what routers use."""
BEGINS, ENDS = datetime(1970, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)
"""Of the authority: a machine without a battery wakes up in 1970, and some cannot read years from 2050 on."""
BACK, AHEAD, SPARE = timedelta(days=365), timedelta(days=397), timedelta(days=90)
"""Of a server's certificate: computers may be a year behind; no system takes more than 825 days; renewed this long
before its end."""
COMMON_NAME_MAX = 40  # letters; X.520 allows 64, with what is put behind them
HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a server's certificate is for."""

    title: str
    names: frozenset[str]
    addresses: frozenset[str]


@dataclass(frozen=True)
class Authority:
    """`certificate` is public, `key` is not; both PEM."""

    certificate: str
    key: str

    @classmethod
    def make(cls, title: str, names: Iterable[str] = ()) -> Self:
        """A new one that may also sign for `names`. `title` is what people see in a list of authorities."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _subject(f"{title[:COMMON_NAME_MAX]} CA")
        builder = _builder(key, subject, subject, BEGINS, ENDS)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage(is_authority=True), critical=True)
        builder = builder.add_extension(_constraints(names), critical=True)
        found = builder.sign(key, hashes.SHA256())
        return cls(found.public_bytes(serialization.Encoding.PEM).decode(), _pem(key))

    def permits(self, name: str) -> bool:
        """Whether a certificate for this name would be believed."""
        constraints = self._parsed.extensions.get_extension_for_class(x509.NameConstraints).value
        roots = [each.value for each in constraints.permitted_subtrees or () if isinstance(each, x509.DNSName)]
        return HOST.fullmatch(name) is not None and any(name == root or name.endswith(f".{root}") for root in roots)

    def issue(self, subject: Subject, now: datetime) -> str:
        """A new key, its certificate and the authority's, as PEM. `now` is the server's wall clock."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = _subject(subject.title[:COMMON_NAME_MAX])
        now = _within(now)
        begins, ends = max(BEGINS, now - BACK), now + AHEAD
        builder = _builder(key, name, self._parsed.subject, begins, ends)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(is_authority=False), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        builder = builder.add_extension(_alternatives(subject), critical=False)
        own = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._signing.public_key())
        found = builder.add_extension(own, critical=False).sign(self._signing, hashes.SHA256())
        return _pem(key) + found.public_bytes(serialization.Encoding.PEM).decode() + self.certificate

    def is_current(self, pem: bytes, subject: Subject, now: datetime) -> bool:
        """Whether what `issue` gave once still serves this subject: ours, whole, and neither early nor nearly over."""
        try:
            serialization.load_pem_private_key(pem, None)
            found = x509.load_pem_x509_certificates(pem)[0]
            found.verify_directly_issued_by(self._parsed)
            names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
            return False
        is_in_time = found.not_valid_before_utc <= _within(now) <= found.not_valid_after_utc - SPARE
        return is_in_time and set(names) == set(_alternatives(subject))

    @cached_property
    def _parsed(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.certificate.encode())

    @cached_property
    def _signing(self) -> ec.EllipticCurvePrivateKey:
        key = serialization.load_pem_private_key(self.key.encode(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("the authority's key is not of its kind")
        return key


def fingerprint(certificate: str) -> str:
    """SHA-256 of a PEM certificate, as systems show it: AB:CD:…"""
    return x509.load_pem_x509_certificate(certificate.encode()).fingerprint(hashes.SHA256()).hex(":").upper()


def _within(now: datetime) -> datetime:
    """A clock that was never set may say anything; something must be signed all the same."""
    return min(max(now, BEGINS), ENDS - AHEAD)


def _builder(
    key: ec.EllipticCurvePrivateKey, subject: x509.Name, issuer: x509.Name, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder(subject_name=subject, issuer_name=issuer, public_key=key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)


def _subject(title: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Bianmin"), x509.NameAttribute(NameOID.COMMON_NAME, title)]
    )


def _constraints(names: Iterable[str]) -> x509.NameConstraints:
    """Addresses are named too: some systems refuse every kind that is not."""
    places = [x509.DNSName(name) for name in dict.fromkeys((*LOCAL, *filter(HOST.fullmatch, names)))]
    anywhere = [x509.IPAddress(ip_network(each)) for each in ("0.0.0.0/0", "::/0")]
    return x509.NameConstraints(permitted_subtrees=[*places, *anywhere], excluded_subtrees=None)


def _alternatives(subject: Subject) -> x509.SubjectAlternativeName:
    names = [x509.DNSName(name) for name in sorted(subject.names)]
    return x509.SubjectAlternativeName(
        [*names, *(x509.IPAddress(ip_address(each)) for each in sorted(subject.addresses))]
    )


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> str:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()
