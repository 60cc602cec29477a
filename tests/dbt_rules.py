"""The rules of dbt_project_evaluator that apply here, as functions over ``manifest.json``.

The evaluator itself does not run on MySQL. Each function returns the offenders, one a line,
each with what is wrong; an exception stands here with its reason, and is an offender itself
once it is no longer needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Manifest = Mapping[str, Any]
Node = Mapping[str, Any]

LONGEST_NAME = 52  # the adapter adds __dbt_backup, and MySQL's names end at 64
MOST_LEAVES = 3
LONGEST_CHAIN_OF_VIEWS = 5
MOST_PARENTS = 7

READ_BY_MANY = {
    "int_onet__current_batch": "says which release is published; every mart is restricted to it",
    "int_onet__elements": "names the elements; each mart with elements shows their names",
    "int_esco__models": "names the model; each mart of ESCO is restricted to those it lists",
    "int_taxonomies__current_batches": "says which deliveries the marts of taxonomies hold",
}
WRITTEN_BY_HAND = {
    "stg_crosswalks__link_confidence": "shares that were counted or declared, each with its base",
    "stg_kesco__renumbered_groups": "groups that were compared title by title",
    "stg_onet__known_exceptions": "dated faults of releases that were looked at one by one",
}
LONG_CHAINS = {
    "int_onet__level_bands": "a few hundred rows, read once a build",
}
MANY_PARENTS = {
    "publication": "waits for every mart, so that it marks a finished build",
    "taxonomy_occupations": "the one list over four taxonomies, with all that is said of them",
}
READ_BY_PYTHON_ALONE = {
    "runs": "status and the recovery of killed runs read it",
    "run_steps": "status reads it: how long each step of a run took",
    "dbt_results": "status reads it: what failed, and how often",
    "publications": "publishing reads it to recreate views",
}
READ_BY_TESTS_ALONE = {
    "quarantine": "the tests that add rows up read it; its rows were refused",
}
LISTS_OF_ANOTHER_SOURCE = {
    "base_onet_api__ratings": (
        {"stg_onet__scales_reference", "int_onet__current_batch"},
        "the service sends no scales: those of the published release judge its rows",
    ),
}
KEYS_SHOWN_ELSEWHERE = {
    "stg_ledger__text_similarities": "rows of landing one to one, whose key is in the database",
    "stg_ledger__job_readings": "rows of landing one to one, whose key is in the database",
    "stg_ledger__job_title_matches": "rows of landing one to one, whose key is in the database",
    "stg_ledger__job_title_candidates": "rows of landing one to one, whose key is in the database",
    "stg_ledger__job_texts": "rows of landing one to one, whose key is in the database",
    "stg_ledger__job_text_skills": "rows of landing one to one, whose key is in the database",
    "stg_ledger__job_duplicates": "rows of landing one to one, whose key is in the database",
    "skill_gaps": "two joined rows of occupation_levels, whose keys are in the database",
}
# Rows of landing one to one, whose key is in the database; assert_landed_is_staged_and_rejected_…
# fails when one of them comes twice.
ROWS_OF_LANDING = re.compile(r"base_\w+|stg_\w+_rejected")
KEY_TESTS = {"unique", "unique_together", "primary_key_is"}
KINDS = {"staging": ("stg_", "base_"), "intermediate": ("int_",), "marts": ("",)}
KNOWN_PREFIX = re.compile(r"^(stg|base|int|fct|dim|rpt)_")


def nodes(manifest: Manifest, kind: str) -> list[Node]:
    """Return the nodes of a resource type, by name."""
    found = [node for node in manifest["nodes"].values() if node["resource_type"] == kind]
    return sorted(found, key=lambda node: node["name"])


def layer(node: Node) -> str:
    """Return ``staging``, ``intermediate`` or ``marts`` of a model; else its resource type."""
    return node["fqn"][1] if node["resource_type"] == "model" else node["resource_type"]


def parents(manifest: Manifest, node: Node) -> list[Node]:
    """Return the models and sources that a node reads."""
    known = {**manifest["nodes"], **manifest["sources"]}
    return [known[unique_id] for unique_id in node["depends_on"]["nodes"]]


def children(manifest: Manifest, unique_id: str) -> list[Node]:
    """Return the models that read a node."""
    return [node for node in nodes(manifest, "model") if unique_id in node["depends_on"]["nodes"]]


def stem(name: str) -> str:
    """Return what a model of staging is about: ``base_onet__x`` and its like are of ``onet__x``."""
    return re.sub(r"^(base|stg)_|_rejected$", "", name)


def layers_read_only_what_lies_below(manifest: Manifest) -> Iterator[str]:
    """Marts read marts, intermediate and staging; none but staging reads a source."""
    for node in nodes(manifest, "model"):
        for parent in parents(manifest, node):
            if not _may_read(node, parent) and parent["name"] not in _lists_for(node):
                yield f"{node['name']} reads {parent['name']} of {layer(parent)}"
        for name in sorted(
            _lists_for(node) - {parent["name"] for parent in parents(manifest, node)}
        ):
            yield f"{node['name']} does not read {name}: take it out of the exceptions"


def _lists_for(node: Node) -> set[str]:
    return LISTS_OF_ANOTHER_SOURCE.get(node["name"], (set(), ""))[0]


def _may_read(node: Node, parent: Node) -> bool:
    name, read, below = node["name"], parent["name"], layer(parent)
    if layer(node) == "marts":
        return below in ("marts", "intermediate") or read.startswith("stg_")
    if layer(node) == "intermediate":
        return below == "intermediate" or read.startswith("stg_")
    if name.startswith("stg_ledger__"):
        return below == "source" or read.startswith("stg_ledger__")
    if name.startswith("base_"):
        # a list of the same source may be looked up, to reject what points nowhere
        same_source = f"stg_{stem(name).split('__')[0]}__"
        return below == "source" or read.startswith(("stg_ledger__", same_source))
    if name.endswith("_rejected"):
        # beside the reason it shows the landed text
        return below == "source" or read == f"base_{stem(name)}"
    return read.startswith("base_")


def a_source_is_read_at_one_place(manifest: Manifest) -> Iterator[str]:
    """A source has one base or staging model (and the one of its rejected rows), named after it."""
    for unique_id, source in sorted(manifest["sources"].items()):
        readers = children(manifest, unique_id)
        stems = {stem(node["name"]) for node in readers}
        if len(stems) > 1:
            yield f"{source['name']} is read by {', '.join(sorted(n['name'] for n in readers))}"


def a_model_reads_one_source(manifest: Manifest) -> Iterator[str]:
    """No model joins two sources: each is made clean for itself first."""
    for node in nodes(manifest, "model"):
        read = [p["name"] for p in parents(manifest, node) if p["resource_type"] == "source"]
        if len(read) > 1:
            yield f"{node['name']} reads {', '.join(sorted(read))}"


def every_source_is_read(manifest: Manifest) -> Iterator[str]:
    """What is landed is used."""
    read_by_tests = {
        unique_id for node in nodes(manifest, "test") for unique_id in node["depends_on"]["nodes"]
    }
    for unique_id, source in sorted(manifest["sources"].items()):
        name = source["name"]
        is_read = bool(children(manifest, unique_id))
        is_exempt = name in READ_BY_PYTHON_ALONE or (
            name in READ_BY_TESTS_ALONE and unique_id in read_by_tests
        )
        if is_read and is_exempt:
            yield f"{name} is read by a model now: take it out of the exceptions"
        if not is_read and not is_exempt:
            yield f"{name} is read by no model"


def every_model_reads_something(manifest: Manifest) -> Iterator[str]:
    """A model without parents holds data that stands in its SQL: a seed, or a table by hand."""
    for node in nodes(manifest, "model"):
        reads_nothing = not node["depends_on"]["nodes"]
        is_exempt = node["name"] in WRITTEN_BY_HAND
        if reads_nothing and not is_exempt:
            yield f"{node['name']} reads nothing"
        if is_exempt and not reads_nothing:
            yield f"{node['name']} reads something now: take it out of the exceptions"


def no_table_is_named_by_hand(manifest: Manifest) -> Iterator[str]:
    """Relations come from ``ref`` and ``source``; all else after FROM and JOIN is a CTE."""
    for kind in ("model", "analysis", "test"):
        for node in nodes(manifest, kind):
            sql = re.sub(r"\{#.*?#\}|--[^\n]*|'[^']*'", " ", node["raw_code"], flags=re.DOTALL)
            sql = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " (jinja) ", sql, flags=re.DOTALL)
            known = set(re.findall(r"(\w+)\s+as\s+\(", sql)) | {"leading", "both", "trailing"}
            for name in re.findall(r"\b(?:from|join)\s+([`\w.]+)", sql, flags=re.IGNORECASE):
                if name.strip("`") not in known and not name.startswith("@"):
                    yield f"{node['name']} names {name}"


def all_is_described(manifest: Manifest) -> Iterator[str]:
    """Sources, models, analyses, macros and generic tests, their columns and arguments."""
    described = [*nodes(manifest, "model"), *nodes(manifest, "analysis")]
    for node in [*described, *manifest["sources"].values()]:
        if not node["description"].strip():
            yield f"{node['resource_type']} {node['name']}"
        if not node["columns"] and not _borrows_columns(manifest, node):
            yield f"{node['resource_type']} {node['name']} lists no columns"
        for column in node["columns"].values():
            if not column["description"].strip():
                yield f"{node['resource_type']} {node['name']}.{column['name']}"
    for source in manifest["sources"].values():
        if not source["source_description"].strip() or not source["loader"].strip():
            yield f"source {source['source_name']} (description, loader)"
    for macro in manifest["macros"].values():
        if macro["package_name"] == manifest["metadata"]["project_name"]:
            if not macro["description"].strip():
                yield f"macro {macro['name']}"
            for argument in macro["arguments"]:
                if not (argument["description"] or "").strip():
                    yield f"macro {macro['name']}, argument {argument['name']}"
    for node in nodes(manifest, "test"):
        # dbt 1.7 takes no description of a singular test; its first line is one
        is_singular = "test_metadata" not in node
        if is_singular and not re.match(r"\s*(--\s*|\{#\s*)\w", node["raw_code"]):
            yield f"test {node['name']} does not begin with a comment"


def _borrows_columns(manifest: Manifest, node: Node) -> bool:
    """Tell whether its columns are those of a model or an analysis of its shape, which it names."""
    named = re.search(r"Its columns are those of (\w+)", node["description"])
    lenders = [*nodes(manifest, "model"), *nodes(manifest, "analysis")]
    return bool(named) and named[1] in {lender["name"] for lender in lenders} - {node["name"]}


def every_model_has_a_tested_key(manifest: Manifest) -> Iterator[str]:
    """Each model has a test that holds its grain."""
    tested = {
        node["attached_node"]
        for node in nodes(manifest, "test")
        if node.get("test_metadata", {}).get("name") in KEY_TESTS
    }
    for node in nodes(manifest, "model"):
        name, is_tested = node["name"], node["unique_id"] in tested
        is_exempt = name in KEYS_SHOWN_ELSEWHERE or ROWS_OF_LANDING.fullmatch(name)
        if not is_tested and not is_exempt:
            yield f"{name} has no test of its key"
        if is_tested and name in KEYS_SHOWN_ELSEWHERE:
            yield f"{name} has one now: take it out of the exceptions"


def names_and_folders_agree(manifest: Manifest) -> Iterator[str]:
    """The prefix says the layer; in staging and intermediate the second word is the source."""
    for node in nodes(manifest, "model"):
        name, folders = node["name"], node["fqn"][1:-1]
        prefixes = KINDS.get(folders[0])
        if prefixes is None:
            yield f"{node['original_file_path']} is in no layer"
        elif folders[0] == "marts":
            if KNOWN_PREFIX.match(name) or "__" in name or len(folders) < 2:
                yield f"{node['original_file_path']}: a mart is a plain noun in a subject's folder"
        elif not name.startswith(prefixes) or "__" not in name:
            yield f"{node['original_file_path']}: expected {' or '.join(prefixes)}SOURCE__NAME"
        elif folders[0] == "staging":
            if not name.startswith(tuple(f"{prefix}{folders[1]}__" for prefix in prefixes)):
                yield f"{node['original_file_path']}: the folder says {folders[1]}"
            if name.startswith("base_") != (folders[2:3] == ["base"]):
                yield f"{node['original_file_path']}: base models lie in base/, and no others"
        if len(name) > LONGEST_NAME:
            yield f"{name} is longer than {LONGEST_NAME}"


def few_leaves_hang_on_one_model(manifest: Manifest) -> Iterator[str]:
    """Many unread models over one parent are one model with a column more."""
    for node in nodes(manifest, "model"):
        leaves = [
            child["name"]
            for child in children(manifest, node["unique_id"])
            if {c["name"] for c in children(manifest, child["unique_id"])} <= {"publication"}
            and child["name"] != "publication"
        ]
        yield from _over(node["name"], len(leaves), MOST_LEAVES, READ_BY_MANY, "leaves")


def views_are_not_chained_far(manifest: Manifest) -> Iterator[str]:
    """A long chain of views is planned anew by each reader: make one of them a table."""
    lengths: dict[str, int] = {}

    def length(node: Node) -> int:
        if node["resource_type"] != "model" or node["config"]["materialized"] == "table":
            return 0
        if node["unique_id"] not in lengths:
            below = max((length(parent) for parent in parents(manifest, node)), default=0)
            lengths[node["unique_id"]] = below + 1
        return lengths[node["unique_id"]]

    for node in nodes(manifest, "model"):
        yield from _over(
            node["name"], length(node), LONGEST_CHAIN_OF_VIEWS, LONG_CHAINS, "views in a chain"
        )


def no_model_joins_too_much(manifest: Manifest) -> Iterator[str]:
    """A model with many parents does more than one thing."""
    for node in nodes(manifest, "model"):
        number = len(node["depends_on"]["nodes"])
        yield from _over(node["name"], number, MOST_PARENTS, MANY_PARENTS, "parents")


def _over(
    name: str, number: int, most: int, exceptions: Mapping[str, str], what: str
) -> Iterator[str]:
    if number > most and name not in exceptions:
        yield f"{name} has {number} {what}, more than {most}"
    if number <= most and name in exceptions:
        yield f"{name} has only {number} {what}: take it out of the exceptions"


def marts_keep_a_contract(manifest: Manifest) -> Iterator[str]:
    """Each mart has an enforced contract with types; each table of them a primary key in MySQL."""
    for node in nodes(manifest, "model"):
        if layer(node) != "marts":
            continue
        if not node["contract"]["enforced"]:
            yield f"{node['name']} has no enforced contract"
        untyped = [c["name"] for c in node["columns"].values() if not c["data_type"]]
        if untyped:
            yield f"{node['name']}: no data_type of {', '.join(untyped)}"
        kinds = [constraint["type"] for constraint in node["constraints"]]
        if node["config"]["materialized"] == "table" and "primary_key" not in kinds:
            yield f"{node['name']} has no primary key"
        if node["config"]["materialized"] not in ("table", "view"):
            yield f"{node['name']} is {node['config']['materialized']}: it cannot be swapped"


def marts_begin_with_their_grain(manifest: Manifest) -> Iterator[str]:
    """The first sentence of a mart's description is what one row stands for."""
    for node in nodes(manifest, "model"):
        if layer(node) == "marts" and not re.match(r"One row\b", node["description"].strip()):
            yield f"{node['name']}: {node['description'].strip()[:50]}"


def analyses_read_marts_alone(manifest: Manifest) -> Iterator[str]:
    """An analysis runs against the published database, where there is nothing else."""
    for node in nodes(manifest, "analysis"):
        for parent in parents(manifest, node):
            if layer(parent) != "marts":
                yield f"{node['name']} reads {parent['name']}"


def exceptions_name_what_is_there(manifest: Manifest) -> Iterator[str]:
    """An exception of a model or source that has gone is taken out."""
    known = {node["name"] for node in (*nodes(manifest, "model"), *manifest["sources"].values())}
    for exceptions in EXCEPTIONS:
        for name in exceptions:
            if name not in known:
                yield f"{name} is gone: take it out of the exceptions"


EXCEPTIONS = (
    *(READ_BY_MANY, WRITTEN_BY_HAND, LONG_CHAINS, MANY_PARENTS, READ_BY_PYTHON_ALONE),
    *(READ_BY_TESTS_ALONE, KEYS_SHOWN_ELSEWHERE, LISTS_OF_ANOTHER_SOURCE),
)
RULES = (
    exceptions_name_what_is_there,
    layers_read_only_what_lies_below,
    a_source_is_read_at_one_place,
    a_model_reads_one_source,
    every_source_is_read,
    every_model_reads_something,
    no_table_is_named_by_hand,
    all_is_described,
    every_model_has_a_tested_key,
    names_and_folders_agree,
    few_leaves_hang_on_one_model,
    views_are_not_chained_far,
    no_model_joins_too_much,
    marts_keep_a_contract,
    marts_begin_with_their_grain,
    analyses_read_marts_alone,
)
