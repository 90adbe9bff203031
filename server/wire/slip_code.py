"""The short code on a slip: with the number it opens the ticket where no code can be scanned. Knows no ticket."""

LENGTH = 6


def short_code(secret: str) -> str:
    """Six digits of a ticket's secret, or of the request id (32 hex digits) of one a kiosk issued while it was alone.

    Short enough to be typed; a guess is right once in a million, and the server counts guesses.
    """
    return f"{int(secret[:12], 16) % 10**LENGTH:0{LENGTH}d}"
