"""The screenshot book: every screen of the kiosk, in every language, look and size, as pictures with an index.

    python tools/screens.py [--out build/screens] [--only NAME] [--size 1280x800]

Each size is a process of its own: Kivy has one window in its life.
"""

import argparse
import html
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from kiosk.flow import state as st  # noqa: E402
from tests.kiosk import pixels, specimen, studio  # noqa: E402

MODES = {"normal": st.Mode.NORMAL, "elder": st.Mode.ELDER, "contrast": st.Mode.ACCESS}
LANGUAGES = ("zh", "en")


def main() -> int:
    wanted = _parser().parse_args()
    if wanted.size is not None:
        return _draw(wanted)
    for wide, high in studio.SIZES:
        command = [sys.executable, __file__, "--out", str(wanted.out), "--only", wanted.only]
        subprocess.run([*command, "--size", f"{wide}x{high}"], check=True)
    _index(wanted.out)
    print(f"{wanted.out}/index.html")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Write the screenshot book of the kiosk.")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "screens")
    parser.add_argument("--only", default="", help="screens whose name begins so")
    parser.add_argument("--size", help=argparse.SUPPRESS)
    return parser


def _draw(wanted: argparse.Namespace) -> int:
    """All pictures of one size."""
    wide, high = (int(side) for side in wanted.size.split("x"))
    wanted.out.mkdir(parents=True, exist_ok=True)
    studio.open_studio(wanted.out / ".kivy", (wide, high))
    studio.spare_the_collector()
    easel = pixels.Easel((wide, high))
    for name, state in specimen.states():
        if not name.startswith(wanted.only):
            continue
        for language in LANGUAGES:
            for look, mode in MODES.items():
                visit = st.Visit(state, language=language, mode=mode, around=specimen.around_of(name))
                file = wanted.out / f"{name}_{language}_{look}_{wanted.size}.png"
                easel.draw(studio.frame_of(visit, (wide, high))).save(file, compress_level=1)
    return 0


def _index(out: Path) -> None:
    """A page with a row for each screen."""
    names = sorted({each.name.split("_")[0] for each in out.glob("*.png")})
    rows = []
    for name in names:
        pictures = "".join(
            f'<a href="{each.name}"><img loading="lazy" src="{each.name}" title="{html.escape(each.stem)}"></a>'
            for each in sorted(out.glob(f"{name}_*.png"))
        )
        rows.append(f"<h2>{html.escape(name)}</h2><div>{pictures}</div>")
    style = "body{font-family:sans-serif}img{height:220px;margin:4px;border:1px solid #aaa}"
    page = f'<!doctype html><meta charset="utf-8"><title>Kiosk screens</title><style>{style}</style>{"".join(rows)}'
    (out / "index.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
