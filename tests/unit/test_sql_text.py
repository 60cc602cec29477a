"""No SQL is built from what a user typed: values are bound, and the rest is committed text.

Each function that puts anything into SQL text, or hands the server text that was made
elsewhere, is listed below with the reason why no user's text can be in it. A new one fails
this test until it is listed; one that has gone fails it too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    *("api", "benchmarks", "data", "explain", "extract", "gaps", "load", "match"),
    *("migrations", "pipeline", "report"),
)
SENDERS = {"execute", "executemany", "exec_driver_sql", "scalar", "scalars", "text", "query"}
DRIVER_SENDERS = {"exec_driver_sql", "executemany"}
VERBS = (
    "select|insert|update|delete|replace|create|drop|alter|rename|truncate|grant|revoke|set"
    "|load data|show|kill|analyze|lock tables|call|with|use"
)
SQL = re.compile(rf"\s*(?:{VERBS})\s+\S.*", re.IGNORECASE | re.DOTALL)
WORDS = re.compile(
    r"\b(from|into|table|tables|database|view|where|values|session|global|index|user|on|to)\b"
    r"|%s|`",
    re.IGNORECASE,
)

# "module:function" -> why what it puts into SQL is none of a user's text
PREFIX = "names of databases follow SKILLGAP_PREFIX, which settings.py holds to [a-z0-9_]"
CONTRACT = "tables and columns are those of a contract in extract/, never a file's own words"
MARTS = "names pass mart_set.qualified, which refuses a quote and takes names of models only"
REASONS = {
    "benchmarks/installation.py:thrown_away": PREFIX,
    "benchmarks/check_onet_figures.py:compare": "the queries are those of the module's FIGURES",
    "benchmarks/check_onet_figures.py:compare_changes": "tables and columns are those of the "
    "module's CHANGES",
    "benchmarks/check_onet_rows.py:compare": "the queries are constants of the module",
    "benchmarks/check_onet_rows.py:counts": f"{PREFIX}; tables are those of load/tables.py",
    "benchmarks/check_onet_rows.py:ready_batch_of": f"{PREFIX}; the release is bound",
    "benchmarks/check_taxonomy_figures.py:found": f"{PREFIX}; the rest is taxonomy_figures.py's",
    "benchmarks/landing.py:land_once": "tables are those of load/tables.py",
    "benchmarks/landing.py:load_raw": "columns are those of a landing table of ours, and "
    "the form is one of two texts of a benchmark",
    "benchmarks/questions.py:answer": "the queries are those of docs/questions.md, as the reader",
    "benchmarks/questions.py:read_whole": "the queries are those of docs/questions.md, explained",
    "benchmarks/recomputed/reconciliation.py:_Count.of": f"{PREFIX}; tables are the ledger's",
    "benchmarks/recomputed/reconciliation.py:reconcile": f"{PREFIX}; source and release are bound",
    "benchmarks/recomputed/table.py:_published": "tables and columns are constants of the modules "
    "beside it, values are bound",
    "benchmarks/recomputed/table.py:compare": "tables are constants of the modules beside it",
    "benchmarks/search.py:(module)": "the parts are constants of the module",
    "benchmarks/search.py:by_scan": f"{PREFIX}; the words of a question are bound",
    "benchmarks/search.py:by_words": "the words of a question are bound, and only numbered here",
    "benchmarks/search.py:fulltext_copy": PREFIX,
    "benchmarks/search.py:measure": "the text is of by_words, by_fulltext or by_scan, see there",
    "benchmarks/taxonomies.py:_check_kept": "tables are constants of the module",
    "gaps/analyses.py:CompiledAnalyses.answer": "the text is a compiled analysis of analyses/",
    "gaps/analyses.py:CompiledAnalyses.arrays": "the name is that of a file of analyses/, the text "
    "is what it holds",
    "gaps/analyses.py:_as_arrays": "the text is a compiled analysis, columns are fields of ours",
    "gaps/analyses.py:_set": "the variables' names are read from compiled analyses, their values "
    "are bound",
    "load/batches.py:_check_completeness": CONTRACT,
    "load/batches.py:_check_keys": CONTRACT,
    "load/batches.py:_delete_rows": "tables are those of load/tables.py",
    "load/batches.py:discard_retired": "tables are those of load/tables.py",
    "load/landing.py:_insert": CONTRACT,
    "load/landing.py:_load_data": f"{CONTRACT}; the path is a pipe of this process",
    "load/text_similarities.py:_load_data": "the path is a pipe of this process",
    "pipeline/accounts.py:account_statements": f"{PREFIX}; passwords are bound",
    "pipeline/backup.py:_count": "names are those of tables in the catalog, quoted",
    "pipeline/backup.py:_create_if_missing": "a CREATE TABLE that a backup of ours holds, whole by "
    "its checksum; the loader's account alone runs it, on a file that its owner chose",
    "pipeline/backup.py:_create_statement": "names are those of tables in the catalog, quoted",
    "pipeline/backup.py:_landed": "tables are checked to be of load/tables.py, and quoted",
    "pipeline/backup.py:_replace_all": "names of a backup are compared with the catalog's "
    "before, and quoted",
    "pipeline/backup.py:_stored_rows": "names are those of tables in the catalog, quoted",
    "pipeline/backup.py:_values": "its callers are in the module and hand it literal text",
    "pipeline/check_up.py:_database": f"it is printed as advice; {PREFIX}",
    "pipeline/check_up.py:_rights": "it is printed as advice, the account's name quoted",
    "pipeline/databases.py:_create_accounts": "the text is of account_statements, see there",
    "pipeline/databases.py:database_statement": PREFIX,
    "pipeline/databases.py:setup_sql": "it is printed as advice, the account's name quoted",
    "pipeline/leftovers.py:_end": "the connection's number is the server's own, made an int",
    "pipeline/patience.py:Patience.do": "the seconds to wait are a constant of the module",
    "pipeline/private_server.py:_mariadb_system_tables": "the server's own scripts, unpacked",
    "pipeline/publish.py:_add_blanks": MARTS,
    "pipeline/publish.py:_analyze": MARTS,
    "pipeline/publish.py:_drop_leftovers": MARTS,
    "pipeline/publish.py:_drop_outgoing": MARTS,
    "pipeline/retention.py:_before": "the days are a setting, made an int",
    "pipeline/retention.py:_drop_build_leftovers": "names are the catalog's, of the build "
    "database alone, and quoted",
    "pipeline/rotation.py:rename_statement": MARTS,
    "pipeline/server.py:Server._engine": "the mode is a constant, the seconds are numbers",
    "pipeline/views.py:_run": "the text is of create_view or of a model, as dbt compiled it",
    "pipeline/views.py:create_view": f"{MARTS}; the SELECT is a model's, as dbt compiled it",
    "pipeline/views.py:replace_views": MARTS,
}


def functions(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Yield each function of a module with its dotted name, then the module's own level."""

    def walk(node: ast.AST, name: str) -> Iterator[tuple[str, ast.AST]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                inner = f"{name}.{child.name}".lstrip(".")
                if not isinstance(child, ast.ClassDef):
                    yield inner, child
                yield from walk(child, inner)
            else:
                yield from walk(child, name)

    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from walk(tree, "")
    yield "(module)", tree


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a function without those of the functions inside it."""
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield child
            yield from own_nodes(child)


def constant_text(node: ast.AST) -> str:
    """Return the committed part of an expression that makes text."""
    return "".join(
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )


def is_made(node: ast.AST) -> bool:
    """Tell whether an expression puts something into text: f-string, format, %, + or join."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod) and not isinstance(
            getattr(node.left, "value", ""), int | float
        )
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("format", "join", "replace", "format_map")
    )


def reads_like_sql(text: str) -> bool:
    return bool(SQL.fullmatch(text) and WORDS.search(text))


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def constants(tree: ast.AST) -> set[str]:
    """Return names that are bound to nothing but committed text."""
    bound: dict[str, list[bool]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    bound.setdefault(target.id, []).append(is_committed(node.value))
        elif isinstance(node, ast.arg):
            bound.setdefault(node.arg, []).append(False)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.setdefault(node.id, [])
    return {name for name, kinds in bound.items() if kinds and all(kinds)}


def is_committed(node: ast.AST) -> bool:
    """Tell whether an expression is a literal text, or ``text()`` of one."""
    if isinstance(node, ast.Call) and called(node) == "text" and node.args:
        return is_committed(node.args[0])
    return isinstance(node, ast.Constant)


def sql_makers(path: Path) -> set[str]:
    """Return ``module:function`` for each function that makes SQL text or sends made text."""
    module = path.relative_to(ROOT).as_posix()
    committed = constants(ast.parse(path.read_text(encoding="utf-8")))
    found = set()
    for name, function in functions(path):
        for node in own_nodes(function):
            if is_made(node) and reads_like_sql(constant_text(node)):
                found.add(f"{module}:{name}")
            if isinstance(node, ast.Call) and called(node) in SENDERS and node.args:
                sent = node.args[0]
                hidden = isinstance(sent, ast.Attribute | ast.Subscript) or (
                    isinstance(sent, ast.Name) and sent.id not in committed
                )
                takes_text = called(node) in DRIVER_SENDERS or called(node) == "text"
                if is_made(sent) or (hidden and (takes_text or is_cursor(node))):
                    found.add(f"{module}:{name}")
    return found


def is_cursor(node: ast.Call) -> bool:
    """Tell whether ``cursor.execute`` is called: a driver's cursor takes text alone."""
    return isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "cursor"


def all_makers() -> set[str]:
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 60
    return set().union(*map(sql_makers, files))


def test_whatever_makes_sql_text_is_listed_with_its_reason():
    new = sorted(all_makers() - set(REASONS))
    assert new == [], (
        "these functions put something into SQL text. Bind values instead (:name, %s); where an "
        "identifier must stand in the text, quote it and add the function to REASONS with why no "
        "user's text can reach it"
    )


def test_the_list_names_nothing_that_is_gone():
    assert sorted(set(REASONS) - all_makers()) == []


def test_every_reason_says_something():
    assert [name for name, reason in REASONS.items() if len(reason.split()) < 4] == []


@pytest.mark.parametrize(
    "body",
    [
        'connection.execute(text(f"select * from t where a = {a}"))',
        "connection.exec_driver_sql(\"select * from t where a = '%s'\" % a)",
        'cursor.execute("select * from t where a = " + a)',
        'cursor.execute("select * from t where a = {}".format(a))',
        'sql = "delete from t where a = " + a',
        'connection.scalar(text("".join(["select ", a])))',
        "connection.exec_driver_sql(a)",
        "cursor.execute(a)",
        "cursor.execute(a.statement)",
        "connection.execute(text(a))",
    ],
)
def test_text_that_is_built_is_found(tmp_path, monkeypatch, body):
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    (tmp_path / "module.py").write_text(f"def ask(connection, cursor, a):\n    {body}\n")
    assert sql_makers(tmp_path / "module.py") == {"module.py:ask"}


@pytest.mark.parametrize(
    "body",
    [
        'connection.execute(text("select * from t where a = :a"), {"a": a})',
        'cursor.execute("select * from t where a = %s", (a,))',
        "connection.execute(select(t).where(t.c.a == a))",
        'console.say(f"with {a} rows in all")',
    ],
)
def test_text_that_is_bound_or_no_sql_is_left_alone(tmp_path, monkeypatch, body):
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    (tmp_path / "module.py").write_text(f"def ask(connection, cursor, a):\n    {body}\n")
    assert sql_makers(tmp_path / "module.py") == set()
