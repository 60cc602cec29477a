"""SQLAlchemy metadata of ``<prefix>_landing``: landing tables, quarantine and the ledger.

The landing tables are derived from the contracts. Alembic compares this
metadata with what its migrations built, and a test holds the two equal.
Every text is stored as it arrived; the collation is ``utf8mb4_bin`` on both
servers, so no two values are taken for one because of case or accents.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    MetaData,
    Numeric,
    String,
    Table,
)
from sqlalchemy.dialects.mysql import BIGINT, CHAR, DATETIME, INTEGER, LONGTEXT, SMALLINT, TEXT

from extract.contract import FileContract
from extract.sources import CONTRACTS

CHARSET = "utf8mb4"
COLLATION = "utf8mb4_bin"
TABLE_OPTIONS = {
    "mysql_engine": "InnoDB",
    "mysql_charset": CHARSET,
    "mysql_collate": COLLATION,
    "mysql_row_format": "DYNAMIC",
}

metadata = MetaData()


def _moment() -> DATETIME:
    return DATETIME(fsp=6)


runs = Table(
    "runs",
    metadata,
    Column("run_id", INTEGER(unsigned=True), primary_key=True, autoincrement=True),
    Column("command", String(64), nullable=False),
    Column("started_at", _moment(), nullable=False, comment="UTC"),
    Column("ended_at", _moment(), comment="UTC; empty while the run is at work"),
    Column(
        "status",
        String(16),
        nullable=False,
        comment="running, published, unchanged, failed or killed",
    ),
    Column("exit_code", SMALLINT),
    Column("host", String(255), nullable=False),
    Column("pid", INTEGER(unsigned=True), nullable=False),
    Column(
        "input_fingerprint", CHAR(64), comment="sha256 of all that the published set follows from"
    ),
    Column("invocation_id", CHAR(36), comment="dbt's id of the build"),
    Column("message", TEXT, comment="why it failed"),
    comment="One row per run of the pipeline.",
    **TABLE_OPTIONS,
)

batches = Table(
    "batches",
    metadata,
    Column("batch_id", INTEGER(unsigned=True), primary_key=True, autoincrement=True),
    Column("run_id", INTEGER(unsigned=True), ForeignKey("runs.run_id"), nullable=False),
    Column("source", String(32), nullable=False),
    Column("release_name", String(64), nullable=False, comment="for example 30.3"),
    Column("released_on", Date, comment="first day of the month the source names"),
    Column("is_sample", Boolean(create_constraint=False), nullable=False),
    Column(
        "status",
        String(16),
        nullable=False,
        comment="loading, landed, ready, retired or refused; of each release staging reads the "
        "newest that is landed or ready",
    ),
    Column("checksum", CHAR(64), nullable=False, comment="sha256 over the checksums of its files"),
    Column("started_at", _moment(), nullable=False, comment="UTC"),
    Column("ready_at", _moment(), comment="UTC"),
    Column("retired_at", _moment(), comment="UTC"),
    Column("message", TEXT, comment="why it was refused"),
    comment="One row per delivery of one release of one source.",
    **TABLE_OPTIONS,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column(
        "batch_id",
        INTEGER(unsigned=True),
        ForeignKey("batches.batch_id"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("source_file", String(255), primary_key=True),
    Column("table_name", String(64), nullable=False),
    Column("sha256", CHAR(64), nullable=False),
    Column("bytes", BIGINT(unsigned=True), nullable=False),
    Column("rows_read", INTEGER(unsigned=True), nullable=False, comment="lines after the header"),
    Column("rows_landed", INTEGER(unsigned=True), nullable=False),
    Column("rows_quarantined", INTEGER(unsigned=True), nullable=False),
    Column("seconds", Double, nullable=False),
    comment="One row per file of a batch; rows_read = rows_landed + rows_quarantined.",
    **TABLE_OPTIONS,
)

quarantine = Table(
    "quarantine",
    metadata,
    Column(
        "batch_id",
        INTEGER(unsigned=True),
        ForeignKey("batches.batch_id"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("source_file", String(255), primary_key=True),
    Column("source_line", INTEGER(unsigned=True), primary_key=True, autoincrement=False),
    Column(
        "table_name", String(64), nullable=False, comment="the table the line would have landed in"
    ),
    Column("reason", String(64), nullable=False),
    Column("detail", TEXT, nullable=False),
    Column("raw_line", LONGTEXT, nullable=False, comment="undecodable bytes as \\xNN"),
    comment="One row per line of a file that does not have the shape of its contract.",
    **TABLE_OPTIONS,
)

publications = Table(
    "publications",
    metadata,
    Column(
        "invocation_id",
        CHAR(36),
        primary_key=True,
        comment="dbt's id of the build; the published table publication carries it",
    ),
    Column("run_id", INTEGER(unsigned=True), ForeignKey("runs.run_id"), nullable=False),
    Column("published_at", _moment(), nullable=False, comment="UTC"),
    Column(
        "views",
        LONGTEXT,
        nullable=False,
        comment="JSON: name -> SQL of the views published with the set",
    ),
    comment="One row per set of marts that was published.",
    **TABLE_OPTIONS,
)

run_steps = Table(
    "run_steps",
    metadata,
    Column(
        "run_id",
        INTEGER(unsigned=True),
        ForeignKey("runs.run_id"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("position", SMALLINT, primary_key=True, autoincrement=False, comment="1 is the first"),
    Column("step", String(32), nullable=False, comment="extract, load, build, publish ..."),
    Column("seconds", Double, nullable=False),
    comment="One row per step of a run that ended, failed runs too.",
    **TABLE_OPTIONS,
)

dbt_results = Table(
    "dbt_results",
    metadata,
    Column("invocation_id", CHAR(36), primary_key=True, comment="dbt's id of the build"),
    Column("node", String(255), primary_key=True, comment="dbt's unique_id, cut to 255 characters"),
    Column("run_id", INTEGER(unsigned=True), ForeignKey("runs.run_id"), nullable=False),
    Column("name", String(255), nullable=False, comment="the name that --select takes"),
    Column("kind", String(16), nullable=False, comment="model, test, seed or snapshot"),
    Column("status", String(16), nullable=False, comment="success, pass, warn, fail, error ..."),
    Column("seconds", Double, nullable=False),
    Column("failures", INTEGER(unsigned=True), comment="rows that a test returned"),
    Column("message", TEXT, comment="what dbt said of it"),
    comment="One row per model and test of a build, failed builds too.",
    **TABLE_OPTIONS,
)

occupation_link_candidates = Table(
    "occupation_link_candidates",
    metadata,
    Column("title_batch_id", INTEGER(unsigned=True), primary_key=True, autoincrement=False),
    Column("label_batch_id", INTEGER(unsigned=True), primary_key=True, autoincrement=False),
    Column(
        "title_line",
        INTEGER(unsigned=True),
        primary_key=True,
        autoincrement=False,
        comment="source_line of the title in its batch",
    ),
    Column(
        "candidate_rank", SMALLINT, primary_key=True, autoincrement=False, comment="1 is the best"
    ),
    Column(
        "label_code",
        String(32),
        nullable=False,
        comment="code of the occupation in its batch",
    ),
    Column("label", TEXT, nullable=False, comment="the label that the title was found to match"),
    Column("method", String(64), nullable=False, comment="how it was found"),
    Column("confidence", Double, nullable=False, comment="share of such links that are right"),
    Column("matcher_version", String(16), nullable=False),
    comment="One row per title of KeSCO, model of ESCO and candidate for its occupation.",
    **TABLE_OPTIONS,
)

occupation_text_similarities = Table(
    "occupation_text_similarities",
    metadata,
    Column("batch_id", INTEGER(unsigned=True), primary_key=True, autoincrement=False),
    Column("occupation_code", CHAR(10), primary_key=True),
    Column("other_code", CHAR(10), primary_key=True, comment="comes after occupation_code"),
    Column("tasks", Double, comment="cosine of the tasks' words, 0 to 1; NULL: one has none"),
    Column("activities", Double, comment="cosine of the work activities, 0 to 1"),
    Column("titles", Double, comment="cosine of the titles' words, 0 to 1"),
    Column("texts_version", String(16), nullable=False),
    comment="One row per pair of occupations of a release: how alike they are in words.",
    **TABLE_OPTIONS,
)

job_readings = Table(
    "job_readings",
    metadata,
    Column("batch_id", INTEGER(unsigned=True), primary_key=True, autoincrement=False),
    Column("source_file", String(255), primary_key=True),
    Column("source_line", INTEGER(unsigned=True), primary_key=True, autoincrement=False),
    Column("board", String(64), nullable=False),
    Column("external_id", String(255), nullable=False),
    Column("fetched_at", _moment(), nullable=False, comment="UTC"),
    Column("canonical_url", TEXT, comment="without tracking parameters; NULL: no address"),
    Column("posted_on", Date, comment="UTC"),
    Column("posted_precision", String(8), comment="day, week, month or bound"),
    Column("posted_not_after", Date, comment="the latest day that it can have been"),
    Column("posted_reason", String(255), comment="why there is no day"),
    Column("deadline_on", Date, comment="on the board's calendar"),
    Column(
        "deadline_is_stated",
        Boolean(create_constraint=False),
        nullable=False,
        comment="0: only JSON-LD has it",
    ),
    Column("deadline_reason", String(255), comment="why there is no day"),
    Column("salary_min", Numeric(14, 2)),
    Column("salary_max", Numeric(14, 2)),
    Column("salary_currency", CHAR(3), comment="ISO 4217"),
    Column("salary_period", String(8), comment="hour, day, week, month or year"),
    Column("salary_basis", String(8), comment="gross or net"),
    Column("salary_reason", String(255), comment="why there is no amount"),
    Column("town", String(64)),
    Column("county", String(64), comment="one of Kenya's 47"),
    Column("is_remote", Boolean(create_constraint=False), nullable=False),
    Column("employment_types", String(255), comment="JSON, a list"),
    Column("experience_years_min", SMALLINT),
    Column("experience_years_max", SMALLINT),
    Column("education_level", String(16)),
    Column("language", CHAR(2), comment="ISO 639-1"),
    Column("is_closed", Boolean(create_constraint=False), nullable=False),
    Column("card_hash", CHAR(32), nullable=False, comment="over title, employer and place"),
    Column("description_hash", CHAR(32), comment="NULL: there is no description"),
    Column("content_hash", CHAR(32), nullable=False, comment="over all that applicants read"),
    Column("rules_version", String(16), nullable=False),
    comment="One row per sighting of a job: what its texts say, typed.",
    **TABLE_OPTIONS,
)

job_duplicates = Table(
    "job_duplicates",
    metadata,
    Column("board", String(64), primary_key=True),
    Column("external_id", String(255), primary_key=True),
    Column("canonical_board", String(64), nullable=False),
    Column("canonical_external_id", String(255), nullable=False),
    Column("score", Double, nullable=False, comment="0 to 1, against the canonical listing"),
    Column("reasons", TEXT, nullable=False, comment="JSON, a list of texts"),
    Column("repost_of_board", String(64), comment="a listing of the posting that came before"),
    Column("repost_of_external_id", String(255)),
    Column("repost_score", Double),
    Column("repost_reasons", TEXT, comment="JSON, a list of texts"),
    Column("found_in", CHAR(64), nullable=False, comment="sha256 of what was compared and how"),
    comment="One row per listing of a job: the listing that stands for its posting.",
    **TABLE_OPTIONS,
)

job_title_matches = Table(
    "job_title_matches",
    metadata,
    Column("taxonomy", String(16), primary_key=True, comment="esco, kesco or onet"),
    Column("card_hash", CHAR(32), primary_key=True, comment="as in job_readings"),
    Column("core_title", TEXT, nullable=False, comment="what the title says without its noise"),
    Column("seniority", String(64), comment="as the title says"),
    Column("employment_hints", String(255), comment="as the title says"),
    Column("removed", TEXT, nullable=False, comment="JSON: list of what was taken for noise"),
    Column(
        "match_level",
        String(16),
        nullable=False,
        comment="occupation, unit_group, two_digit_group or unmatched",
    ),
    Column("reason", String(16), comment="why it is no occupation"),
    Column("confidence", Double, nullable=False, comment="that the first candidate is right"),
    Column("group_confidence", Double, nullable=False, comment="that its unit group is right"),
    Column(
        "two_digit_confidence", Double, nullable=False, comment="that its two-digit group is right"
    ),
    Column("review", String(8), comment="accepted or rejected, if a person saw the title"),
    Column(
        "review_agrees",
        Boolean(create_constraint=False),
        comment="whether the matcher had proposed what the person decided; NULL: it proposed none",
    ),
    Column("label_batch_id", INTEGER(unsigned=True), nullable=False, comment="of the taxonomy"),
    Column("labels_version", CHAR(64), nullable=False, comment="sha256 of labels and reviews"),
    Column("matcher_version", String(16), nullable=False),
    comment="One row per taxonomy and distinct title, employer and place of a job listing.",
    **TABLE_OPTIONS,
)

job_title_candidates = Table(
    "job_title_candidates",
    metadata,
    Column("taxonomy", String(16), primary_key=True),
    Column("card_hash", CHAR(32), primary_key=True),
    Column("candidate_rank", SMALLINT, primary_key=True, autoincrement=False, comment="1: best"),
    Column(
        "occupation_code", String(160), nullable=False, comment="as the labels' delivery has it"
    ),
    Column("unit_group", String(16), nullable=False),
    Column("label", TEXT, nullable=False, comment="the label that the title met"),
    Column("method", String(16), nullable=False, comment="how it met it"),
    Column("score", Double, nullable=False, comment="orders candidates; no chance of being right"),
    comment="One row per candidate of a match.",
    **TABLE_OPTIONS,
)

job_texts = Table(
    "job_texts",
    metadata,
    Column(
        "text_hash",
        CHAR(32),
        primary_key=True,
        comment="first half of the sha256 of the text as it landed",
    ),
    Column("kind", String(16), nullable=False, comment="description, or skills as a list"),
    Column("skills", INTEGER(unsigned=True), nullable=False, comment="found in it"),
    Column("label_batch_id", INTEGER(unsigned=True), nullable=False, comment="0: no taxonomy"),
    Column("skills_version", String(16), nullable=False),
    comment="One row per distinct text of a job listing in which skills were looked for.",
    **TABLE_OPTIONS,
)

job_text_skills = Table(
    "job_text_skills",
    metadata,
    Column("text_hash", CHAR(32), primary_key=True),
    Column("taxonomy", String(16), primary_key=True, comment="esco, or credential"),
    Column("skill_code", String(160), primary_key=True, comment="as the labels' delivery has it"),
    Column("label", TEXT, nullable=False, comment="the label that stands there"),
    Column("method", String(16), nullable=False, comment="how it was found"),
    Column("written", TEXT, nullable=False, comment="as it stands there"),
    Column("sentence", TEXT, nullable=False, comment="around it"),
    comment="One row per skill found in a text of a job listing.",
    **TABLE_OPTIONS,
)

PROVENANCE = ("batch_id", "source_file", "source_line")


def landing_tables(contracts: Iterable[FileContract], into: MetaData) -> dict[str, Table]:
    """Derive one landing table a table name that ``contracts`` use.

    Every table has ``batch_id``, ``source_file`` and ``source_line`` as its
    primary key and one nullable TEXT column per contract column, LONGTEXT for long ones.

    Raises:
        ValueError: two contracts share a table and differ in their columns.
    """
    columns_of: dict[str, tuple[tuple[str, type], ...]] = {}
    for contract in contracts:
        columns = tuple(
            (column.name, LONGTEXT if column.is_long else TEXT) for column in contract.columns
        )
        if columns_of.setdefault(contract.table, columns) != columns:
            raise ValueError(f"the contracts of {contract.table} differ in their columns")
    return {
        table: Table(
            table,
            into,
            Column("batch_id", INTEGER(unsigned=True), primary_key=True, autoincrement=False),
            Column("source_file", String(255), primary_key=True),
            Column("source_line", INTEGER(unsigned=True), primary_key=True, autoincrement=False),
            *(Column(name, text) for name, text in columns),
            comment="One row per line of the source file, as it arrived.",
            **TABLE_OPTIONS,
        )
        for table, columns in columns_of.items()
    }


LANDING_TABLES = landing_tables(CONTRACTS, metadata)
