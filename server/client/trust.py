"""By which certificate a station knows its hall's server. Knows TLS; no file and no settings.

A hall's certificate signs its own server and nothing else, so that the chain ends there is all there is to check. Not
the address: a server is moved. Not the time: a station without a battery wakes up in 1970, and would stay out for ever
where only the server could tell it better.
"""

import ssl

NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL; the ssl module has no name for it."""


def trusting(ca: str | None) -> ssl.SSLContext:
    """Accepts the server of the hall with this certificate (PEM) alone; None: what this machine trusts by itself.

    Raises ValueError for a text that is no certificate.
    """
    if ca is None:
        return ssl.create_default_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= NO_CHECK_TIME
    try:
        context.load_verify_locations(cadata=ca)
    except ssl.SSLError as error:
        raise ValueError("not a certificate") from error
    return context


def believing() -> ssl.SSLContext:
    """Accepts any server: only for asking, before pairing, which certificate it has."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
