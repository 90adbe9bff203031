"""The codes a server refuses with, read in its source: status, code and the Chinese sentence. Runs nothing of it."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from server.api.errors import CODES, STATUS, TITLES
from server.domain.errors import NotAllowed, NotFound, RuleSaysNo
from tools.docs_table import table

SERVER = Path(__file__).parents[1] / "server"
PLACES = ("api", "domain", "service")
RAISED = {kind.__name__: STATUS[kind] for kind in (NotFound, NotAllowed, RuleSaysNo)}
OWN = {"Unauthorized": 401} | {kind.__name__: status for kind, status in STATUS.items() if kind.__name__ not in RAISED}
"""Refusals that bring their code along."""

Found = tuple[int, str, str]
"""Status, code, sentence."""


def problems() -> str:
    """Every code with its status and what is said with it, as a table; `…` stands for what differs."""
    said: dict[tuple[int, str], list[str]] = {}
    for status, code, sentence in sorted(set(_all())):
        said.setdefault((status, code), []).append(sentence)
    rows = ((f"`{code}`", str(status), " / ".join(sentences)) for (status, code), sentences in said.items())
    return table(("code", "status", "detail"), rows)


def _all() -> Iterator[Found]:
    for place in PLACES:
        for path in sorted((SERVER / place).rglob("*.py")):
            yield from _in_module(ast.parse(path.read_text(encoding="utf-8")))
    yield from ((status, code, TITLES[status]) for status, code in CODES.items())


def _in_module(module: ast.Module) -> Iterator[Found]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _in_function(node)
        elif isinstance(node, ast.ClassDef) and node.name in OWN:
            calls = [each for each in ast.walk(node) if isinstance(each, ast.Call) and _is_init(each.func)]
            yield from ((OWN[node.name], _text(call.args[0]), _text(call.args[1])) for call in calls)


def _in_function(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Found]:
    """The refusals of one function; a sentence may have been put into a name first."""
    names: dict[str, ast.expr] = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                names[name] = value
            case ast.Call(func=ast.Name(id=name), args=args):
                said = [names.get(each.id, each) if isinstance(each, ast.Name) else each for each in args]
                yield from _of_call(name, said)
            case _:
                pass


def _of_call(name: str, args: Sequence[ast.expr]) -> Iterator[Found]:
    if name in RAISED:
        yield RAISED[name], _text(args[0]), _text(args[1])
    elif name == "problem" and isinstance(args[0], ast.Constant):
        yield int(_text(args[0])), _text(args[1]), _text(args[2])


def _is_init(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr == "__init__"


def _text(node: ast.expr) -> str:
    """What a literal says; whatever is filled in is `…`."""
    match node:
        case ast.Constant(value=value):
            return str(value)
        case ast.JoinedStr(values=parts):
            return "".join(map(_text, parts))
        case _:
            return "…"
