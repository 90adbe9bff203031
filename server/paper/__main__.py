"""Sets one document: HTML from standard input, PDF to standard output. Run by the press, at a low priority.

What it is given may hold anything a hall's staff typed: no address is fetched but `data:`, no file and no network.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

NICE = 5
"""Behind everybody else, yet not so far that a busy machine never comes to it."""
FIRST_TO_GO = "1000"


def main() -> int:
    """Set what comes; exit code 0."""
    _step_back()
    # Loaded after stepping back: loading alone is a second of work on a small machine.
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    html = sys.stdin.buffer.read().decode()
    embedded_only = URLFetcher(allowed_protocols=["data"])
    document = HTML(string=html, base_url=None, url_fetcher=embedded_only)
    pdf = document.write_pdf(font_config=FontConfiguration())
    sys.stdout.buffer.write(pdf)
    return 0


def _step_back() -> None:
    """Everybody else goes first, for time and for memory. Where the system forbids it, it goes without."""
    with suppress(OSError):
        os.nice(NICE)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO, encoding="ascii")


if __name__ == "__main__":
    sys.exit(main())
