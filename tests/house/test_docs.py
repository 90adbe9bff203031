"""The documents say what is so: links lead somewhere, named commands and options exist, generated pages are fresh."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import pytest

from drivers.device.fault import SENTENCES
from tests.house.source import ROOT, documents, name_of
from tools import docs_devices
from tools.docs import FOLDER, pages

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
MAKE = re.compile(r"`(?:[A-Z]+=\S+ )?make ([a-z-]+)|^make ([a-z-]+)", re.MULTILINE)
COMMAND = re.compile(r"\bbianmin-server ([a-z][a-z-]*)((?:[^`|\n#\\]|\\\n)*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
ADR_PARTS = ("Status", "Area", "Date", "Context", "Decision", "Consequences", "Alternatives", "References")

# The changelog speaks of the past too.
TODAY = [path for path in documents() if path.name != "CHANGELOG.md"]
ADRS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
DEVICE_PAGES = "".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "devices").glob("*.md") if path.name != "README.md"
)


def commands() -> dict[str, set[str]]:
    """Each subcommand of bianmin-server that a document names, with the options shown with it."""
    named: dict[str, set[str]] = {}
    for path in TODAY:
        for name, rest in COMMAND.findall(path.read_text(encoding="utf-8")):
            named.setdefault(name, set()).update(OPTION.findall(rest))
    return named


def anchor(heading: str) -> str:
    """How a heading is linked to, as forges make it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(path: Path) -> set[str]:
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)}


@pytest.mark.parametrize("path", documents(), ids=name_of)
def test_every_relative_link_leads_to_a_file(path: Path) -> None:
    links = LINK.findall(path.read_text(encoding="utf-8"))
    targets = [link.partition("#")[0] for link in links if not re.match(r"[a-z]+:", link)]
    assert [target for target in targets if target and not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", documents(), ids=name_of)
def test_every_link_into_a_page_leads_to_a_heading(path: Path) -> None:
    links = LINK.findall(path.read_text(encoding="utf-8"))
    parts = [link.partition("#") for link in links if not re.match(r"[a-z]+:", link)]
    inside = {(path.parent / page if page else path, heading) for page, _, heading in parts if heading}
    assert [heading for page, heading in sorted(inside) if heading not in anchors(page)] == []


def test_what_make_docs_writes_is_what_stands_there() -> None:
    """Stale? Run `make docs`."""
    stale = [name for name, text in pages().items() if (FOLDER / name).read_text(encoding="utf-8") != text]
    assert stale == []


@pytest.mark.parametrize("name", sorted(docs_devices.profiles()))
def test_every_shipped_profile_has_a_page_for_technicians(name: str) -> None:
    assert f"`{name}`" in DEVICE_PAGES


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_fault_is_explained_on_a_page_for_technicians(code: str) -> None:
    assert docs_devices.explains(DEVICE_PAGES, code, SENTENCES[code])


def test_every_make_target_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {first or second for path in TODAY for first, second in MAKE.findall(path.read_text(encoding="utf-8"))}
    assert {"setup", "demo", "test", "bench", "docs"} <= targets
    assert named - targets == set()


@pytest.mark.parametrize("name", sorted(commands()))
def test_a_named_command_exists_with_its_options(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bianmin-server", name, "--help"])
    with pytest.raises(SystemExit) as ended:
        importlib.import_module("server.__main__").main()
    assert ended.value.code == 0, f"bianmin-server {name} is in the documents only"
    assert commands()[name] - set(OPTION.findall(capsys.readouterr().out)) == set()


@pytest.mark.parametrize("path", ADRS, ids=name_of)
def test_a_decision_has_all_its_parts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    missing = [part for part in ADR_PARTS if not re.search(rf"^(## {part}$|- {part}: \S)", text, re.MULTILINE)]
    assert missing == []
    assert re.match(rf"# {path.name[:4]} \S", text)


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in ADRS] == list(range(1, len(ADRS) + 1))


def test_every_document_can_be_reached_from_the_front_page() -> None:
    front = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
    reached, todo = set(front), list(front)
    while todo:
        page = todo.pop()
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.exists() and target not in reached:
                reached.add(target)
                todo.append(target)
    docs = [path for path in documents() if path.relative_to(ROOT).parts[0] == "docs" or path.parent == ROOT]
    assert [name_of(path) for path in docs if path not in reached] == []
