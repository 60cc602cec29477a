"""Print figures of the published taxonomies beside the expected ones; exit 1 on a difference.

    SKILLGAP_ESCO_DIR=v1.1.1:tabiya SKILLGAP_KESCO_DIR=kesco SKILLGAP_CROSSWALKS_DIR=crosswalks \\
        ./run_pipeline.sh run --onet-dir db_30_3_text
    .venv/bin/python -m benchmarks.check_taxonomy_figures

The folders hold the official ESCO v1.1.1 in English, Tabiya's export v2.0.1-rc.1 of it (all nine
files in one folder), KeSCO 2022 and the crosswalks. The figures are in taxonomy_figures.py. Where
ours is another number on purpose, the table says why, and ours is held to that number.
"""

from __future__ import annotations

import argparse
import sys
from decimal import Decimal

from sqlalchemy import Connection, text

from benchmarks.taxonomy_figures import OFFICIAL, SECTIONS, TABIYA, Figure, Section
from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError
from pipeline.server import find_or_start
from pipeline.settings import Databases, read_settings

NEEDED = {
    ("onet", "30.3"),
    ("esco", OFFICIAL),
    ("esco", TABIYA),
    ("kesco", "KeSCO 2022"),
    ("crosswalks", "ESCO Secretariat: O*NET-SOC 2019 to ESCO"),
    ("crosswalks", "O*NET Center: ESCO to O*NET-SOC 2019"),
    ("crosswalks", "Career Causeways: ESCO to O*NET-SOC 2010"),
    ("crosswalks", "BLS: ISCO-08 to SOC 2010"),
    ("crosswalks", "BLS: SOC 2010 to SOC 2018"),
    ("crosswalks", "O*NET Center: O*NET-SOC 2010 to 2019"),
    ("crosswalks", "BLS: SOC 2018 structure"),
}


def check_landed(connection: Connection) -> None:
    """Refuse to compare other releases with the figures of these.

    Raises:
        UsageError: a source is not landed whole, or O*NET 30.3 is not the published release.
    """
    landed = {
        (source, release)
        for source, release in connection.execute(
            text("select source, release_name from stg_ledger__ready_batches")
        )
    }
    if missing := sorted(release for _, release in NEEDED - landed):
        raise UsageError(
            "the taxonomies of these figures are not all landed",
            found="not there: " + ", ".join(missing),
            expected="ESCO v1.1.1, Tabiya v2.0.1-rc.1, KeSCO 2022, the crosswalks and O*NET 30.3",
            advice="land them in one run; python -m benchmarks.check_taxonomy_figures --help "
            "shows how",
        )


def found(connection: Connection, databases: Databases, section: Section, figure: Figure) -> str:
    """Return what our tables say of a figure."""
    query = f"select {figure.what} from {figure.source} where {figure.condition}"  # noqa: S608
    value = connection.execute(
        text(query.replace("marts.", f"`{databases.published}`.")),
        {
            name: model
            for name, model in (("model", section.model), ("official", OFFICIAL))
            if f":{name}" in query
        },
    ).scalar()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def line(figure: Figure, ours: str) -> tuple[str, str, str, str]:
    """Return the cells of a figure: name, expected, found, what there is to say of it."""
    remark = figure.why if ours == figure.due else "DIFFERS"
    return figure.name, _shown(str(figure.expected)), _shown(ours), remark


def _shown(value: str) -> str:
    return f"{int(value):,}" if value.isdecimal() else value


def main(arguments: list[str] | None = None) -> int:
    """Print the comparison and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args(arguments)
    settings, console = read_settings(), Console()
    server = find_or_start(settings, console)
    different = total = 0
    with server.engine("builder", settings.databases.build).connect() as connection:
        check_landed(connection)
        for section in SECTIONS:
            lines = [
                line(figure, found(connection, settings.databases, section, figure))
                for figure in section.figures
            ]
            console.table(("figure", "expected", "found", ""), lines, title=section.title)
            different += sum(remark == "DIFFERS" for *_, remark in lines)
            total += len(lines)
    console.say(f"{total - different} of {total} figures as expected")
    return 1 if different else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SkillgapError as error:
        Console().error(error)
        sys.exit(error.exit_code)
