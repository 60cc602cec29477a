"""The contract of levels that a language model judged: each entry of its answers is a row.

They are kept in ``<prefix>_app`` as they came; ``load.model_level_deliveries`` makes deliveries of
them. ``is_asked`` says whether the question had the element, for a model may name others.
"""

from __future__ import annotations

from extract.contract import Column, FileContract, Layout

SOURCE = "language_model"

LEVELS = FileContract(
    name="levels by a language model",
    source=SOURCE,
    table="language_model_levels",
    columns=tuple(
        Column(name, name)
        for name in (
            *("occupation_code", "element_id", "level", "reason", "is_asked"),
            *("model", "prompt_version", "asked_on"),
        )
    ),
    layouts=(Layout(("levels *",), "levels-1"),),
    natural_key=("occupation_code", "element_id"),
    on_duplicate="reject",
    may_shrink=True,
)

CONTRACTS = (LEVELS,)
