"""Every script of every page is ES2019 or older: an office computer or a phone of those years reads it whole.

The parser knows no newer syntax; names that came later are looked for in the tree. Knows no page.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import esprima
import pytest
from esprima.nodes import Node

WEB = Path(str(files("server.web")))
SCRIPTS = sorted([*WEB.glob("static/**/*.js"), *WEB.glob("vendor/*.js")])
# What came after ES2019, and names of the browser that came after 2019.
TOO_NEW = frozenset(
    [
        "replaceAll",
        "matchAll",
        "allSettled",
        "any",
        "globalThis",
        "hasOwn",
        "structuredClone",
        "randomUUID",
        "findLast",
        "findLastIndex",
        "toSorted",
        "toReversed",
        "toSpliced",
        "groupBy",
        "replaceChildren",
        "BigInt",
        "WeakRef",
        "AggregateError",
        "withResolvers",
        "isWellFormed",
    ]
)


def nodes_of(node: object) -> Iterator[Node]:
    """The node and all below it."""
    if isinstance(node, list):
        for each in node:
            yield from nodes_of(each)
    elif isinstance(node, Node):
        yield node
        for each in vars(node).values():
            yield from nodes_of(each)


def parsed(text: str, *, is_module: bool) -> Node:
    """Raises esprima.Error for what is no ES2019."""
    parse = esprima.parseModule if is_module else esprima.parseScript
    tree: Node = parse(text, {"loc": True})
    return tree


def too_new(tree: Node) -> list[str]:
    """Names that came after ES2019, with the line."""
    found = []
    for node in nodes_of(tree):
        if node.type == "Identifier" and node.name in TOO_NEW:
            found.append(f"{node.loc.start.line}: {node.name}")
        is_at = node.type == "CallExpression" and node.callee.type == "MemberExpression"
        if (
            is_at
            and node.callee.property.name == "at"
            and node.arguments
            and node.arguments[0].type == "UnaryExpression"
        ):
            found.append(f"{node.loc.start.line}: .at(-n)")
    return found


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_browser_of_2019_reads_this_script(script: Path) -> None:
    tree = parsed(script.read_text("utf-8"), is_module=script.parent.name == "app")
    assert too_new(tree) == []


@pytest.mark.parametrize(
    "newer",
    ["a?.b;", "a ?? b;", "a ||= b;", "class A { #x = 1; }", "x = 1_000;", "x = 10n;", "class A { static { f(); } }"],
)
def test_newer_syntax_is_found(newer: str) -> None:
    with pytest.raises(esprima.Error):
        parsed(newer, is_module=False)


@pytest.mark.parametrize(
    "newer", ["text.replaceAll('a', 'b');", "list.at(-1);", "globalThis.x;", "Object.hasOwn(a, 'b');"]
)
def test_newer_names_are_found(newer: str) -> None:
    assert too_new(parsed(newer, is_module=False))


def test_all_scripts_are_looked_at() -> None:
    assert {"desk.js", "office.js", "ticket.js", "paint.js", "preact.js", "htm.js"} <= {each.name for each in SCRIPTS}
