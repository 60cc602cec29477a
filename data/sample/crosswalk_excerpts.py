"""Excerpts of the crosswalks between ESCO, ISCO-08, SOC and O*NET-SOC.

- **ESCO Secretariat 2022**: the rows whose O*NET occupation is in the O*NET
  sample and whose ESCO occupation or ISCO group is in the ESCO excerpt. All
  descriptions are empty, and the preamble says that this is an excerpt.
- **Nesta 2020**: the rows whose ESCO occupation is in the excerpt and whose
  O*NET-SOC 2010 code leads to an occupation of the O*NET sample. The job titles
  behind a match are left out (``na``, as the publisher writes where it has none).
- **O*NET-SOC 2010 to 2019**: the rows that lead to the O*NET sample.
- **SOC 2010 to 2018**: the rows that lead to a SOC code of the O*NET sample.
- **ISCO-08 to SOC 2010**: the rows from an ISCO group of the excerpt to a SOC
  2010 code of the excerpt before, so that the chain never breaks.
- **SOC 2018**: the SOC codes of the O*NET sample and all groups above them.
"""

from __future__ import annotations

from pathlib import Path

from data.sample.csv_tables import Form, Table, read_table

EXCERPT = "sample excerpt"
FORMS = {
    "esco_secretariat_onet_crosswalk_2022.csv": Form(byte_order_mark=True, preamble_lines=16),
    "nesta_esco_onet_crosswalk_2020.csv": Form(line_end="\n"),
    "isco2008_soc2010.csv": Form(line_end="\n"),
    "soc2010_soc2018.csv": Form(line_end="\n"),
    "onet_soc2010_to_onet_soc2019.csv": Form(delimiter=";", byte_order_mark=True),
    "soc2018_all.csv": Form(line_end="\n"),
}


def make_excerpts(folder: Path, onet: set[str], esco: set[str], isco: set[str]) -> dict[str, Table]:
    """Return the excerpt of each crosswalk in ``folder``.

    Args:
        folder: the six tables, under the names of ``FORMS``.
        onet: the O*NET-SOC 2019 codes of the O*NET sample.
        esco: the URIs of the excerpt's occupations and ISCO groups.
        isco: the codes of the excerpt's ISCO groups.

    Raises:
        SkillgapError: a table is missing or cannot be read.
    """
    tables = {name: read_table(folder / name, form) for name, form in FORMS.items()}
    soc = {code[:7] for code in onet}

    kept = {}
    kept["onet_soc2010_to_onet_soc2019.csv"] = [
        row
        for row in tables["onet_soc2010_to_onet_soc2019.csv"].rows
        if row["soc2019_code"] in onet
    ]
    kept["soc2010_soc2018.csv"] = [
        row for row in tables["soc2010_soc2018.csv"].rows if row["soc2018"] in soc
    ]
    onet_2010 = {row["soc2010_code"] for row in kept["onet_soc2010_to_onet_soc2019.csv"]}
    soc_2010 = {row["soc2010"] for row in kept["soc2010_soc2018.csv"]}
    kept["isco2008_soc2010.csv"] = [
        row
        for row in tables["isco2008_soc2010.csv"].rows
        if row["isco2008"] in isco and row["soc2010"] in soc_2010
    ]
    kept["nesta_esco_onet_crosswalk_2020.csv"] = [
        row | {"matching_job_titles": "na"}
        for row in tables["nesta_esco_onet_crosswalk_2020.csv"].rows
        if row["concept_uri"] in esco and row["onet_code"] in onet_2010
    ]
    kept["esco_secretariat_onet_crosswalk_2022.csv"] = [
        row | {"O*NET Description": "", "ESCO or ISCO Description": ""}
        for row in tables["esco_secretariat_onet_crosswalk_2022.csv"].rows
        if row["O*NET Id"] in onet and row["ESCO or ISCO URI"] in esco
    ]
    groups = _with_groups(soc, tables["soc2018_all.csv"])
    kept["soc2018_all.csv"] = [
        row for row in tables["soc2018_all.csv"].rows if row["code"] in groups
    ]

    excerpts = {name: table.keeping(kept[name]) for name, table in tables.items()}
    for line in excerpts["esco_secretariat_onet_crosswalk_2022.csv"].preamble:
        if line[0] == "Mapping project version":
            line[1] = EXCERPT
    return excerpts


def _with_groups(soc: set[str], structure: Table) -> set[str]:
    parent = {row["code"]: row["parent"] for row in structure.rows}
    reached = set()
    for code in soc:
        while code in parent:
            reached.add(code)
            code = parent[code]
    return reached
