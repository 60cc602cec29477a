"""Every error message has an entry in the runbook, docs/operations.md.

A message is found where its exception is made: the first argument of SkillgapError or of a
class derived from it, with ``…`` for each value put in. Where that argument is a parameter,
the calls of that function give the messages.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from pipeline.cli import cli

ROOT = Path(__file__).resolve().parents[2]
RUNBOOK = ROOT / "docs" / "operations.md"
PACKAGES = ("extract", "gaps", "load", "match", "pipeline", "report", "api", "explain")
BASE = "SkillgapError"


@dataclass(frozen=True)
class Message:
    """A message as the runbook must name it, and where it is made."""

    text: str
    place: str


def sources() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    }


def error_classes(trees: dict[str, ast.Module]) -> set[str]:
    """Return the names of SkillgapError and all that derive from it."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    known = {BASE}
    while more := {name for name, of in bases.items() if of & known} - known:
        known |= more
    return known


def literals(node: ast.expr) -> list[str]:
    """Return the texts that an expression may be, empty if it is not written out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        parts = [p.value if isinstance(p, ast.Constant) else "…" for p in node.values]
        return ["".join(parts)]
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return []


def called(node: ast.Call) -> set[str]:
    """Return the names a call may be of: ``f(…)``, ``self.f(…)``, ``(A if x else B)(…)``."""
    return {
        inner.attr if isinstance(inner, ast.Attribute) else inner.id
        for inner in ast.walk(node.func)
        if isinstance(inner, ast.Name | ast.Attribute)
    }


def raised(trees: dict[str, ast.Module]) -> Iterator[tuple[str, ast.Call, ast.expr]]:
    """Yield file, call and first argument of each exception of ours that is made."""
    classes = error_classes(trees)
    for name, tree in trees.items():
        handed_in = {
            parameter.arg
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            for parameter in (*function.args.args, *function.args.kwonlyargs)
            if parameter.annotation
            and re.match(r"type\[(\w+)\]", ast.unparse(parameter.annotation))
        }
        of_class = {
            inner: outer.name
            for outer in ast.walk(tree)
            if isinstance(outer, ast.ClassDef)
            for inner in ast.walk(outer)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            is_super = (
                isinstance(node.func, ast.Attribute)
                and node.func.attr == "__init__"
                and of_class.get(node) in classes - {BASE}
            )
            if is_super or called(node) & (classes | handed_in):
                yield name, node, node.args[0]


def messages(texts: dict[str, str]) -> set[Message]:
    trees = {name: ast.parse(text) for name, text in texts.items()}
    found = set()
    for name, call, argument in raised(trees):
        place = f"{name}:{call.lineno}"
        for text in literals(argument) or list(_given(trees[name], call, argument)):
            found.add(Message(text, place))
    return found


def _given(tree: ast.Module, call: ast.Call, argument: ast.expr) -> Iterator[str]:
    """Yield what the calls of the function around ``call`` give for ``argument``."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or call not in set(ast.walk(function)):
            continue
        names = [parameter.arg for parameter in function.args.args]
        if not isinstance(argument, ast.Name) or argument.id not in names:
            continue
        is_method = names[0] in ("self", "cls")
        position = names.index(argument.id) - is_method
        for other in ast.walk(tree):
            if isinstance(other, ast.Call) and function.name in called(other):
                if position < len(other.args):
                    yield from literals(other.args[position])
                for keyword in other.keywords:
                    if keyword.arg == argument.id:
                        yield from literals(keyword.value)


def entries() -> list[str]:
    """Return the messages that the runbook names: rows that begin with a quotation mark."""
    lines = RUNBOOK.read_text(encoding="utf-8").splitlines()
    return [line.split('"')[1] for line in lines if line.startswith('| "')]


def test_every_message_has_an_entry_in_the_runbook():
    named = set(entries())
    missing = sorted(
        f"{message.text}   ({message.place})"
        for message in messages(sources())
        if message.text not in named
    )
    assert missing == []


def test_every_entry_of_the_runbook_is_a_message_that_exists():
    known = {message.text for message in messages(sources())}
    named = entries()
    assert len(named) > 80
    assert sorted(entry for entry in named if entry not in known) == []
    assert sorted({entry for entry in named if named.count(entry) > 1}) == []


MADE_UP = """
class Broken(SkillgapError):
    def __init__(self, what):
        super().__init__(f"{what} is broken")

def a(name, bad):
    raise (Broken if bad else SkillgapError)(f"cannot read {name}", where=name)

def b(self, summary, n):
    return Broken(summary)

b("it is too late", 3)
raise UsageError("left" if a else "right")
class UsageError(SkillgapError): pass

def c(summary, kind: type[UsageError] = UsageError):
    return kind(summary)

c(f"got {a} page")
print("not a message")
"""


def test_messages_are_found_in_every_way_they_are_made():
    found = {message.text for message in messages({"made_up.py": MADE_UP})}
    assert {"… is broken", "cannot read …", "left", "right", "got … page"} <= found
    assert "not a message" not in found


def test_no_message_is_out_of_reach():
    """Each exception has its text where it is made, or in a constructor of its own class."""
    trees = {name: ast.parse(text) for name, text in sources().items()}
    with_own_text = {
        node.name
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(getattr(inner, "name", "") == "__init__" for inner in node.body)
    } - {BASE}
    hidden = [
        f"{name}:{call.lineno}"
        for name, call, argument in raised(trees)
        if not literals(argument)
        and not list(_given(trees[name], call, argument))
        and not called(call) & (with_own_text | {"__init__"})
    ]
    assert hidden == []


def test_every_command_of_the_page_exists_with_its_options():
    unknown = []
    for line in re.findall(r"\./run_pipeline\.sh ([^`\n]*)", RUNBOOK.read_text(encoding="utf-8")):
        words = re.split(r"\s{2,}", line)[0].rstrip(";.,)").split()
        command = cli.commands.get(words[0]) if words else None
        if words and command is None:
            unknown.append(line)
            continue
        if isinstance(command, click.Group):
            command = command.commands.get(words[1])
        known = {
            option
            for parameter in command.params
            for option in (*parameter.opts, *parameter.secondary_opts)
        }
        unknown += [line for word in words if word.startswith("--") and word not in known]
    assert unknown == []
