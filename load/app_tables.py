"""SQLAlchemy metadata of ``<prefix>_app``: what people, the pull and the language model wrote.

Unlike a landing table none of this can be rebuilt from files, so it is in each backup. Alembic
compares this metadata with what the migrations in ``migrations/app`` built.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, MetaData, String, Table, UniqueConstraint
from sqlalchemy.dialects.mysql import CHAR, DATE, DATETIME, DECIMAL, INTEGER, LONGTEXT, TEXT

from load.tables import TABLE_OPTIONS

metadata = MetaData()

onet_api_reads = Table(
    "onet_api_reads",
    metadata,
    Column("read_id", INTEGER(unsigned=True), primary_key=True, autoincrement=True),
    Column("release_name", String(64), nullable=False, comment="for example 30.3"),
    Column("table_id", String(64), nullable=False, comment="of the database service"),
    Column(
        "occupation_code",
        String(10),
        nullable=False,
        comment="the occupation that was asked for; an empty text for the whole table",
    ),
    Column(
        "status",
        String(8),
        nullable=False,
        comment="reading while pages come, whole once the last one was checked",
    ),
    Column(
        "total",
        INTEGER(unsigned=True),
        comment="rows that there are, by the first page; 0: the service has nothing",
    ),
    Column("asked_at", DATETIME(fsp=6), nullable=False, comment="UTC; of the first page"),
    Column("checksum", CHAR(64), comment="sha256 over the pages; empty while reading"),
    Column("about", TEXT, nullable=False, comment="JSON: what the service said of itself"),
    Column("note", TEXT, comment="what the service said in place of rows"),
    UniqueConstraint(
        "release_name", "table_id", "occupation_code", "status", name="one_read_a_question"
    ),
    comment="One row per question put to the O*NET Web Services: a table of a release, whole or "
    "for one occupation.",
    **TABLE_OPTIONS,
)

onet_api_pages = Table(
    "onet_api_pages",
    metadata,
    Column(
        "read_id",
        INTEGER(unsigned=True),
        ForeignKey("onet_api_reads.read_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column(
        "first_row",
        INTEGER(unsigned=True),
        primary_key=True,
        autoincrement=False,
        comment="of the page, from 1",
    ),
    Column("last_row", INTEGER(unsigned=True), nullable=False),
    Column(
        "page",
        LONGTEXT,
        nullable=False,
        comment="JSON: list of rows, each column id -> text as it came, or null",
    ),
    Column("bytes", INTEGER(unsigned=True), nullable=False, comment="of the page"),
    Column("sha256", CHAR(64), nullable=False, comment="of the page"),
    comment="One row per page of rows that the O*NET Web Services gave.",
    **TABLE_OPTIONS,
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("key_id", String(16), primary_key=True, comment="the part of a key that is no secret"),
    Column("name", String(64), nullable=False, comment="whose key it is"),
    Column("secret_sha256", CHAR(64), nullable=False, comment="of the secret part, in hexadecimal"),
    Column("created_at", DATETIME(fsp=6), nullable=False, comment="UTC"),
    Column("revoked_at", DATETIME(fsp=6), comment="UTC; from then on it is refused"),
    Column("last_used_at", DATETIME(fsp=6), comment="UTC; to the minute"),
    UniqueConstraint("name", name="one_key_a_name"),
    comment="One row per key for writing through the REST API.",
    **TABLE_OPTIONS,
)

written = Table(
    "written",
    metadata,
    Column("id", INTEGER(unsigned=True), primary_key=True, autoincrement=False, comment="always 1"),
    Column("changes", INTEGER(unsigned=True), nullable=False, comment="one more with each write"),
    comment="One row: how often people wrote through the REST API, so that answers know their age.",
    **TABLE_OPTIONS,
)

custom_occupations = Table(
    "custom_occupations",
    metadata,
    Column("occupation_key", CHAR(36), primary_key=True, comment="a UUID in lower case"),
    Column("label", String(255), nullable=False),
    Column("description", TEXT),
    Column(
        "group_code",
        String(16),
        nullable=False,
        comment="of the occupation group of ISCO-08, at any level",
    ),
    Column("alternative_labels", TEXT, nullable=False, comment="JSON: list of texts"),
    Column("created_at", DATETIME(fsp=6), nullable=False, comment="UTC"),
    Column("created_by", String(64), nullable=False, comment="name of the API key"),
    comment="One row per occupation that was made through the API.",
    **TABLE_OPTIONS,
)

custom_occupation_skills = Table(
    "custom_occupation_skills",
    metadata,
    Column(
        "occupation_key",
        CHAR(36),
        ForeignKey("custom_occupations.occupation_key", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("skill_taxonomy", String(16), primary_key=True, comment="esco or onet"),
    Column(
        "skill_key", String(120), primary_key=True, comment="as in the published taxonomy_skills"
    ),
    Column("relation_type", String(16), nullable=False, comment="essential or optional"),
    comment="One row per skill that an occupation made through the API asks for.",
    **TABLE_OPTIONS,
)

occupation_notes = Table(
    "occupation_notes",
    metadata,
    Column("taxonomy", String(16), primary_key=True, comment="onet, esco, kesco or custom"),
    Column(
        "occupation_key",
        String(120),
        primary_key=True,
        comment="as in the published taxonomy_occupations",
    ),
    Column(
        "is_relevant_for_kenya",
        Boolean(create_constraint=False),
        comment="NULL: not said here, what the source says stands",
    ),
    Column(
        "is_informal_sector",
        Boolean(create_constraint=False),
        comment="NULL: not said here, what the source says stands",
    ),
    Column(
        "is_entrepreneurship",
        Boolean(create_constraint=False),
        comment="NULL: not said here, what the source says stands",
    ),
    Column("kenya_notes", TEXT, comment="NULL: not said here, what the source says stands"),
    Column("changed_at", DATETIME(fsp=6), nullable=False, comment="UTC"),
    Column("changed_by", String(64), nullable=False, comment="name of the API key"),
    comment="One row per occupation of any taxonomy that something was said of through the API.",
    **TABLE_OPTIONS,
)

model_requests = Table(
    "model_requests",
    metadata,
    Column("request_id", INTEGER(unsigned=True), primary_key=True, autoincrement=True),
    Column(
        "purpose", String(16), nullable=False, comment="explanation of a gap, or levels of skills"
    ),
    Column(
        "subject",
        String(64),
        nullable=False,
        comment="the O*NET-SOC codes that it is about, separated by a blank",
    ),
    Column(
        "content_hash",
        CHAR(64),
        nullable=False,
        comment="sha256 over purpose, prompt version, model, instructions and data",
    ),
    Column("model", String(64), nullable=False, comment="for example gemini-2.5-flash"),
    Column(
        "prompt_version", String(32), nullable=False, comment="of instructions and shape of data"
    ),
    Column("request", LONGTEXT, nullable=False, comment="JSON: instructions and data"),
    Column(
        "reply",
        LONGTEXT,
        comment="JSON in the agreed form, as the model gave it; empty where it gave none",
    ),
    Column("outcome", String(32), comment="explained, or why there is no reply; empty: at work"),
    Column("outcome_reason", String(400), comment="the particular, such as SAFETY"),
    Column(
        "requests",
        INTEGER(unsigned=True),
        nullable=False,
        comment="made to the service for this question, those that failed included",
    ),
    Column("tokens_in", INTEGER(unsigned=True), comment="of the questions, by the service's count"),
    Column("tokens_out", INTEGER(unsigned=True), comment="of the answers and the thoughts"),
    Column(
        "cost",
        DECIMAL(12, 6),
        comment="by the prices of the settings of that day; empty where one was not set",
    ),
    Column("asked_at", DATETIME(fsp=6), nullable=False, comment="UTC"),
    Column("answered_at", DATETIME(fsp=6), comment="UTC; empty while it is at work"),
    UniqueConstraint("content_hash", "request_id", name="by_question"),
    UniqueConstraint("purpose", "subject", "request_id", name="by_purpose"),
    comment="One row per question put to a language model, with what came of it.",
    **TABLE_OPTIONS,
)

model_spending = Table(
    "model_spending",
    metadata,
    Column("day", DATE, primary_key=True, comment="UTC"),
    Column(
        "requests",
        INTEGER(unsigned=True),
        nullable=False,
        comment="made to the service, those that failed included; counted before each is made",
    ),
    Column("cost", DECIMAL(14, 6), nullable=False, comment="of those whose cost is known"),
    comment="One row per day on which a language model was asked: what the budget is held against.",
    **TABLE_OPTIONS,
)

reviewed_titles = Table(
    "reviewed_titles",
    metadata,
    Column("taxonomy", String(16), primary_key=True, comment="esco, kesco or onet"),
    Column(
        "title_key",
        String(255),
        primary_key=True,
        comment="words of the title without its noise, as the matcher reads it",
    ),
    Column("title", TEXT, nullable=False, comment="as the reviewer gave it"),
    Column("decision", String(8), nullable=False, comment="accepted or rejected"),
    Column("occupation_code", String(160), comment="of the occupation; NULL: none fits"),
    Column("proposed_code", String(160), comment="what the matcher proposed first; NULL: nothing"),
    Column("reviewed_at", DATETIME(fsp=6), nullable=False, comment="UTC"),
    comment="One row per taxonomy and title of a job listing that a person linked or rejected.",
    **TABLE_OPTIONS,
)
