"""What was counted on the files of ESCO, Tabiya, KeSCO and the crosswalks, as data.

The numbers were counted on the files as their publishers gave them, independently of this
project's code. Each stands beside the query that gives ours; queries run in the build database,
``marts.`` stands for the published one, ``:model`` for the ESCO model of the section.
"""

from __future__ import annotations

from dataclasses import dataclass

OFFICIAL = "ESCO 1.1.1 en"
TABIYA = "Tabiya (ESCO 1.1.1) v2.0.1-rc.1"


@dataclass(frozen=True)
class Figure:
    """A number or a list: what it must be, and what of which rows gives it.

    Args:
        name: what is counted.
        expected: as it was counted on the files.
        source: the table or subquery.
        condition: which of its rows.
        what: what is taken of them.
        ours: what it must be in our tables, where that is another number on purpose.
        why: the reason for that.
    """

    name: str
    expected: int | str
    source: str
    condition: str = "true"
    what: str = "count(*)"
    ours: int | str | None = None
    why: str = ""

    @property
    def due(self) -> str:
        """What ours must be."""
        return str(self.expected if self.ours is None else self.ours)


@dataclass(frozen=True)
class Section:
    """The figures of one source; ``model`` is the ESCO model that they are of."""

    title: str
    model: str
    figures: tuple[Figure, ...]


def staged_and_rejected(name: str, columns: str) -> str:
    """Return the rows of a staging model and of its rejected ones, as a subquery."""
    return f"""(
        select batch_id, {columns} from {name}
        union all
        select batch_id, {columns} from {name}_rejected
    ) as every_row"""  # noqa: S608


def of(mart: str) -> str:
    """Return the rows of a mart that belong to the section's ESCO model, as a subquery."""
    return f"(select * from marts.{mart} where model = :model) as {mart}"  # noqa: S608


def skills_of_an_occupation(condition: str) -> str:
    """Return, as a subquery, how many skills each occupation has that has any, in order."""
    return f"""(
        select
            n,
            row_number() over (order by n) as place,
            count(*) over () as n_occupations
        from (
            select occupations.occupation_key, count(skills.skill_key) as n
            from marts.esco_occupations as occupations
            inner join marts.esco_occupation_skills as skills
                on occupations.model = skills.model
                and occupations.occupation_key = skills.occupation_key
                and {condition}
            where occupations.model = :model
            group by occupations.occupation_key
        ) as counted
    ) as placed"""  # noqa: S608


def linked(by: str, condition: str) -> str:
    """Return, as a subquery, how many rows of ESCO to O*NET each value of a column has."""
    return f"""(
        select {by}, count(*) as n from marts.occupation_crosswalk
        where model = :model and from_taxonomy = 'esco' and {condition}
        group by {by}
    ) as linked"""  # noqa: S608


def in_chain(grade: str) -> str:
    """Return, as a subquery, the Secretariat's pairs of a grade, and those of the ISCO chain."""
    return f"""(
        select direct.to_key, chain.to_key as key_of_chain
        from marts.occupation_crosswalk as direct
        left join marts.occupation_crosswalk as chain
            on direct.model = chain.model
            and direct.from_taxonomy = chain.from_taxonomy
            and direct.from_key = chain.from_key
            and direct.to_taxonomy = chain.to_taxonomy
            and direct.to_key = chain.to_key
            and chain.method = 'isco_chain'
        where
            direct.model = :model
            and direct.from_taxonomy = 'esco'
            and direct.method = 'esco_secretariat'
            and direct.grade = '{grade}'
    ) as pairs"""  # noqa: S608


BATCH = "batch_id = (select batch_id from marts.esco_models where model = :model)"
LEAST_MEDIAN_MOST = (
    "concat_ws(' / ', min(n), max(case when place = (n_occupations + 1) div 2 then n end), max(n))"
)
SHARE_IN_CHAIN = "round(100 * avg(key_of_chain is not null))"
ESSENTIAL = "skills.relation_type = 'essential'"

OCCUPATIONS = of("esco_occupations")
SKILLS = of("esco_skills")
RELATIONS = staged_and_rejected("stg_esco__occupation_skill_relations", "relation_type")
SKILL_RELATIONS = staged_and_rejected("stg_esco__skill_relations", "relation_type")
HIERARCHY = of("occupation_hierarchy")
STEPS = (
    "(select * from marts.occupation_hierarchy where model = :model and broader_key is not null) "
    "as steps"
)
ISCO_GROUPS = of("isco_groups")
UNIT_GROUPS_WITHOUT_OCCUPATION = """(
    select isco_groups.code
    from marts.isco_groups as isco_groups
    left join marts.esco_occupations as occupations
        on isco_groups.model = occupations.model and isco_groups.code = occupations.group_code
    where isco_groups.model = :model and isco_groups.level = 4 and occupations.code is null
) as empty_groups"""
SEVERAL_PARENTS = """(
    select concept_kind, concept_key, count(*) as n from marts.skill_hierarchy
    where model = :model
    group by concept_kind, concept_key
    having count(*) > 1
) as several"""
SKILLS_OF_NO_OCCUPATION = """(
    select skills.skill_key
    from marts.esco_skills as skills
    left join marts.esco_occupation_skills as relations
        on skills.model = relations.model and skills.skill_key = relations.skill_key
    where skills.model = :model and relations.skill_key is null
) as unused_skills"""
LABELS = """(
    select folded, count(distinct concept_key) as n
    from (
        select
            concept_key,
            cast(lower(regexp_replace(trim(label), '[[:space:]]+', ' ')) as binary) as folded
        from (
            select occupation_key as concept_key, preferred_label as label
            from marts.esco_occupations
            where model = :model
            union all
            select concept_key, label
            from marts.alternative_labels
            where
                model = :model
                and concept_kind = 'occupation'
                and label_kind = 'alternative'
        ) as every_label
    ) as folded_labels
    group by folded
) as labels"""
OCCUPATION_LABEL_LINES = (
    "(select * from int_esco__label_lines where model = :model and concept_kind = 'occupation' "
    "and label_kind = 'alternative') as label_lines"
)

ESCO = Section(
    "ESCO v1.1.1, official export",
    OFFICIAL,
    (
        Figure("occupations", 3_007, OCCUPATIONS),
        Figure("... keys", 3_007, OCCUPATIONS, what="count(distinct occupation_key)"),
        Figure("... codes", 3_007, OCCUPATIONS, what="count(distinct code)"),
        Figure(
            "... code begins with the group's", 3_007, OCCUPATIONS, "left(code, 4) = group_code"
        ),
        Figure("... code ends with 0", 95, OCCUPATIONS, "code like '%0'"),
        Figure("... longest code", 13, OCCUPATIONS, what="max(octet_length(code))"),
        Figure("... longest label", 80, OCCUPATIONS, what="max(octet_length(preferred_label))"),
        Figure("... no scope note", 2_703, OCCUPATIONS, "scope_note is null"),
        Figure("... no definition", 2_999, OCCUPATIONS, "definition is null"),
        Figure(
            "... description of several lines",
            155,
            OCCUPATIONS,
            "locate(char(10), description) > 0",
        ),
        Figure("occupations' labels, folded", 31_944, LABELS),
        Figure("... on two or more occupations", 988, LABELS, "n > 1"),
        Figure("... most occupations of one", 6, LABELS, "folded = 'geologist'", "max(n)"),
        Figure(
            "occupations that repeat their label",
            3_007 - 292,
            OCCUPATION_LABEL_LINES,
            "dropped_reason = 'preferred_label'",
            "count(distinct concept_key)",
        ),
        Figure("skills", 13_896, SKILLS),
        Figure("... skill/competence", 10_831, SKILLS, "skill_type = 'skill/competence'"),
        Figure("... knowledge", 3_059, SKILLS, "skill_type = 'knowledge'"),
        Figure("... no type", 6, SKILLS, "skill_type is null"),
        Figure("... sector-specific", 6_654, SKILLS, "reuse_level = 'sector-specific'"),
        Figure("... cross-sector", 3_754, SKILLS, "reuse_level = 'cross-sector'"),
        Figure("... occupation-specific", 3_043, SKILLS, "reuse_level = 'occupation-specific'"),
        Figure("... transversal", 440, SKILLS, "reuse_level = 'transversal'"),
        Figure("... no reuse level", 5, SKILLS, "reuse_level is null"),
        Figure("... longest label", 87, SKILLS, what="max(octet_length(preferred_label))"),
        Figure(
            "... labels, case and accents ignored",
            13_896,
            SKILLS,
            what="count(distinct preferred_label collate utf8mb4_unicode_ci)",
        ),
        Figure("skill groups", 640, of("esco_skill_groups")),
        Figure("occupation-skill relations, read", 123_855, RELATIONS, BATCH),
        Figure("... essential", 64_946, RELATIONS, f"relation_type = 'essential' and {BATCH}"),
        Figure("... optional", 58_909, RELATIONS, f"relation_type = 'optional' and {BATCH}"),
        Figure(
            "... rejected: no such occupation",
            67,
            "stg_esco__occupation_skill_relations_rejected",
            f"rejection_reason = 'unknown_occupation' and {BATCH}",
        ),
        Figure(
            "... the one that they name",
            "http://data.europa.eu/esco/occupation/a9e54177-a185-404d-b6e6-15663d31137e",
            "stg_esco__occupation_skill_relations_rejected",
            BATCH,
            "group_concat(distinct occupation_ref)",
        ),
        Figure("... published", 123_855 - 67, of("esco_occupation_skills")),
        Figure(
            "skills of an occupation: least / median / most",
            "4 / 36 / 340",
            skills_of_an_occupation("true"),
            what=LEAST_MEDIAN_MOST,
        ),
        Figure(
            "... essential ones",
            "2 / 19 / 133",
            skills_of_an_occupation(ESSENTIAL),
            what=LEAST_MEDIAN_MOST,
        ),
        Figure(
            "occupations with an essential skill", 3_007 - 1, skills_of_an_occupation(ESSENTIAL)
        ),
        Figure(
            "skills of no occupation",
            771,
            SKILLS_OF_NO_OCCUPATION,
            ours=773,
            why="two more belong to the rejected radiographer alone",
        ),
        Figure("skill-skill relations, read", 5_899, SKILL_RELATIONS, BATCH),
        Figure("... optional", 5_708, SKILL_RELATIONS, f"relation_type = 'optional' and {BATCH}"),
        Figure("... essential", 191, SKILL_RELATIONS, f"relation_type = 'essential' and {BATCH}"),
        Figure(
            "... of a skill to itself",
            1,
            of("esco_skill_relations"),
            "requiring_key = required_key",
        ),
        Figure("ISCO groups", 619, ISCO_GROUPS),
        Figure("... major", 10, ISCO_GROUPS, "level = 1"),
        Figure("... sub-major", 43, ISCO_GROUPS, "level = 2"),
        Figure("... minor", 130, ISCO_GROUPS, "level = 3"),
        Figure("... unit", 436, ISCO_GROUPS, "level = 4"),
        Figure(
            "... unit groups without an occupation",
            "1113 2240 3221 4414 6310 6320 6330 6340 7549 9624",
            UNIT_GROUPS_WITHOUT_OCCUPATION,
            what="group_concat(code order by code separator ' ')",
        ),
        Figure(
            "steps of the occupation hierarchy, read",
            3_617,
            staged_and_rejected("stg_esco__occupation_hierarchy", "source_line"),
            BATCH,
        ),
        Figure(
            "... rejected: the radiographer's",
            1,
            "stg_esco__occupation_hierarchy_rejected",
            f"rejection_reason = 'unknown_concept' and {BATCH}",
        ),
        Figure(
            "... occupation to unit group",
            1_760,
            STEPS,
            "concept_kind = 'occupation' and broader_kind = 'group'",
        ),
        Figure(
            "... occupation to occupation",
            1_248,
            STEPS,
            "concept_kind = 'occupation' and broader_kind = 'occupation'",
            ours=1_247,
            why="1,248 counts the radiographer, who is rejected",
        ),
        Figure("... group to group", 609, STEPS, "concept_kind = 'group'"),
        Figure(
            "occupations at depth 4", 1_760, HIERARCHY, "concept_kind = 'occupation' and depth = 4"
        ),
        Figure("... 5", 1_072, HIERARCHY, "concept_kind = 'occupation' and depth = 5"),
        Figure("... 6", 135, HIERARCHY, "concept_kind = 'occupation' and depth = 6"),
        Figure("... 7", 40, HIERARCHY, "concept_kind = 'occupation' and depth = 7"),
        Figure(
            "steps of the skill hierarchy, read",
            20_656,
            staged_and_rejected("stg_esco__skill_hierarchy", "source_line"),
            BATCH,
        ),
        Figure(
            "... rejected: no such skill group",
            7,
            "stg_esco__skill_hierarchy_rejected",
            f"rejection_reason = 'unknown_concept' and {BATCH}",
        ),
        Figure("concepts with several parents", 4_646, SEVERAL_PARENTS),
        Figure("... most parents of one", 9, SEVERAL_PARENTS, what="max(n)"),
    ),
)

SAME_AS_OFFICIAL = """(
    select tabiya.occupation_key
    from marts.esco_occupations as tabiya
    inner join marts.esco_occupations as official
        on
            tabiya.origin_uri = official.origin_uri
            and tabiya.code = official.code
            and tabiya.group_code = official.group_code
    where
        tabiya.model = :model
        and tabiya.occupation_type = 'escooccupation'
        and official.model = :official
) as alike"""
SHARED_URIS = """(
    select origin_uri, count(*) as n from marts.esco_occupations
    where model = :model and origin_uri is not null
    group by origin_uri
    having count(*) > 1
) as shared"""

TABIYA_MODEL = Section(
    "Tabiya v2.0.1-rc.1",
    TABIYA,
    (
        Figure("occupations", 3_074, OCCUPATIONS),
        Figure("... of ESCO", 3_007, OCCUPATIONS, "occupation_type = 'escooccupation'"),
        Figure("... local", 67, OCCUPATIONS, "occupation_type = 'localoccupation'"),
        Figure("... keys", 3_074, OCCUPATIONS, what="count(distinct occupation_key)"),
        Figure("... ids of the export", 3_074, OCCUPATIONS, what="count(distinct origin_id)"),
        Figure("... codes", 3_074, OCCUPATIONS, what="count(distinct code)"),
        Figure("... histories", 3_074, OCCUPATIONS, what="count(distinct uuid_history)"),
        Figure(
            "... labels, case ignored",
            3_063,
            OCCUPATIONS,
            what="count(distinct lower(preferred_label))",
        ),
        Figure("... without a URI", 1, OCCUPATIONS, "origin_uri is null"),
        Figure(
            "... that one",
            "5221_2 microentrepreneur",
            OCCUPATIONS,
            "origin_uri is null",
            "max(concat(code, ' ', preferred_label))",
        ),
        Figure("... on shared URIs", 21, SHARED_URIS, what="sum(n)"),
        Figure("... URIs that are shared", 10, SHARED_URIS),
        Figure("... code and group as the official ones", 3_007, SAME_AS_OFFICIAL),
        Figure("groups of ISCO", 619, ISCO_GROUPS, "group_type = 'iscogroup'"),
        Figure("... local", 28, ISCO_GROUPS, "group_type = 'localgroup'"),
        Figure("lines of alternative labels", 33_528, OCCUPATION_LABEL_LINES),
        Figure("... empty", 2, OCCUPATION_LABEL_LINES, "label is null"),
        Figure(
            "steps of the occupation hierarchy",
            3_708,
            STEPS,
        ),
        Figure(
            "depths of occupations",
            "2 to 7",
            HIERARCHY,
            "concept_kind = 'occupation'",
            "concat(min(depth), ' to ', max(depth))",
        ),
        Figure("skills", 13_896, SKILLS),
        Figure("skill groups", 640, of("esco_skill_groups")),
        Figure("steps of the skill hierarchy", 20_649, of("skill_hierarchy")),
        Figure("skill-skill relations", 5_898, of("esco_skill_relations")),
        Figure(
            "occupation-skill relations",
            130_822,
            of("esco_occupation_skills"),
            ours=123_788,
            why="the 7,034 of local occupations are in no file that is to be had",
        ),
    ),
)

KESCO_ROWS = "marts.kesco_occupations"
SHARED_CODES = """(
    select kesco_code, group_concat(title order by title separator ' / ') as titles
    from marts.kesco_occupations
    group by kesco_code
    having count(*) > 1
) as shared"""
KESCO_GROUPS = """(
    select kesco.*, isco.code as isco_code
    from marts.kesco_occupations as kesco
    left join marts.isco_groups as isco
        on isco.model = :model and kesco.kesco_group = isco.code
) as kesco"""
ISCO_WITHOUT_KESCO = """(
    select isco.code
    from marts.isco_groups as isco
    left join marts.kesco_occupations as kesco on isco.code = kesco.kesco_group
    where isco.model = :model and isco.level = 4 and kesco.kesco_key is null
) as without_kesco"""
REPEATED_TITLES = """(
    select count(distinct kesco_code) as n_codes, count(distinct kesco_group) as n_groups
    from marts.kesco_occupations
    group by lower(title)
    having count(*) > 1
) as repeated"""

KESCO = Section(
    "KeSCO 2022",
    OFFICIAL,
    (
        Figure("rows", 5_917, KESCO_ROWS),
        Figure("... keys", 5_917, KESCO_ROWS, what="count(distinct kesco_key)"),
        Figure(
            "... serial numbers",
            "1 to 5917, 5917 of them",
            KESCO_ROWS,
            what="concat(min(serial_number), ' to ', max(serial_number), ', ', "
            "count(distinct serial_number), ' of them')",
        ),
        Figure("... codes", 5_915, KESCO_ROWS, what="count(distinct kesco_code)"),
        Figure(
            "... suffixes",
            "11 to 93",
            KESCO_ROWS,
            what="concat(min(right(kesco_code, 2)), ' to ', max(right(kesco_code, 2)))",
        ),
        Figure("... titles, case ignored", 5_886, KESCO_ROWS, what="count(distinct lower(title))"),
        Figure("titles that occur twice", 31, REPEATED_TITLES, "n_codes = 2"),
        Figure("... in two groups", 29, REPEATED_TITLES, "n_groups = 2"),
        Figure("titles with a comma", 4_481, KESCO_ROWS, "title like '%,%'"),
        Figure("... with a colon", 1_501, KESCO_ROWS, "instr(title, char(58)) > 0"),
        Figure("... with brackets", 452, KESCO_ROWS, "title like '%(%'"),
        Figure(
            "code 1121-25",
            "Chairperson and members of Commission of Administrative Justice / "
            "Manager Resource Mobilization",
            SHARED_CODES,
            "kesco_code = '1121-25'",
            "max(titles)",
        ),
        Figure(
            "code 6111-11",
            "Arboriculturist / Farmer, cereal",
            SHARED_CODES,
            "kesco_code = '6111-11'",
            "max(titles)",
        ),
        Figure("codes of two occupations", 2, SHARED_CODES),
        Figure("groups", 438, KESCO_ROWS, what="count(distinct kesco_group)"),
        Figure(
            "... that ISCO-08 has",
            376,
            KESCO_GROUPS,
            "isco_code is not null",
            "count(distinct kesco_group)",
        ),
        Figure(
            "... that it has not",
            62,
            KESCO_GROUPS,
            "isco_code is null",
            "count(distinct kesco_group)",
        ),
        Figure("rows of these", 636, KESCO_GROUPS, "isco_code is null"),
        Figure("... of 1110", 38, KESCO_GROUPS, "isco_code is null and kesco_group = '1110'"),
        Figure("ISCO unit groups without a row", 60, ISCO_WITHOUT_KESCO),
        *(
            Figure(f"rows of major group {digit}", n, KESCO_ROWS, f"kesco_code like '{digit}%'")
            for digit, n in enumerate((0, 302, 831, 1_011, 335, 411, 346, 1_343, 919, 419))
        ),
    ),
)

SECRETARIAT = "method = 'esco_secretariat'"
SURE = f"{SECRETARIAT} and grade in ('exactMatch', 'closeMatch')"
EXACT = f"{SECRETARIAT} and grade = 'exactMatch'"
ESCO_TO_ONET = (
    "(select * from marts.occupation_crosswalk where model = :model and from_taxonomy = 'esco') "
    "as pairs"
)
RATED = """(
    select pairs.to_key, pairs.method
    from marts.occupation_crosswalk as pairs
    inner join marts.occupations as occupations on pairs.to_key = occupations.occupation_code
    where
        pairs.model = :model
        and pairs.from_taxonomy = 'esco'
        and occupations.skill_status = 'rated'
) as rated"""
UNLINKED_ONET = """(
    select occupations.*
    from marts.occupations as occupations
    left join marts.occupation_crosswalk as pairs
        on
            occupations.occupation_code = pairs.to_key
            and pairs.model = :model
            and pairs.from_taxonomy = 'esco'
            and pairs.method = 'esco_secretariat'
    where pairs.to_key is null
) as unlinked"""
STAGED = """(
    select crosswalks.*, batches.release_name
    from stg_crosswalks__esco_onet as crosswalks
    inner join stg_ledger__ready_batches as batches on crosswalks.batch_id = batches.batch_id
) as staged"""
OF_SECRETARIAT = "release_name = 'ESCO Secretariat: O*NET-SOC 2019 to ESCO'"
OF_CENTER = "release_name = 'O*NET Center: ESCO to O*NET-SOC 2019'"
OF_CAUSEWAYS = "release_name = 'Career Causeways: ESCO to O*NET-SOC 2010'"
BOTH = """(
    select direct.to_key
    from marts.occupation_crosswalk as direct
    inner join marts.occupation_crosswalk as center
        on
            direct.model = center.model
            and direct.from_taxonomy = center.from_taxonomy
            and direct.from_key = center.from_key
            and direct.to_taxonomy = center.to_taxonomy
            and direct.to_key = center.to_key
    where
        direct.model = :model
        and direct.from_taxonomy = 'esco'
        and direct.method = 'esco_secretariat'
        and center.method = 'onet_center'
) as in_both"""
SOC_OF_ISCO = """(
    select crosswalk.isco_code, count(*) as n
    from stg_crosswalks__isco_soc as crosswalk
    group by crosswalk.isco_code
) as soc_of_isco"""
SOC_2018 = """(
    select occupations.occupation_code
    from marts.occupations as occupations
    inner join stg_crosswalks__soc_2018_structure as structure
        on left(occupations.occupation_code, 7) = structure.soc_2018_code
) as known"""
KESCO_BY_PREFIX = """(
    select
        kesco.kesco_key,
        count(distinct isco.code) as n_groups,
        count(distinct occupations.occupation_key) as n_esco
    from marts.kesco_occupations as kesco
    left join marts.isco_groups as isco
        on isco.model = :model and kesco.kesco_group = isco.code
    left join marts.esco_occupations as occupations
        on isco.model = occupations.model and isco.code = occupations.group_code
    group by kesco.kesco_key
) as by_prefix"""
KESCO_TO_RATED = """(
    select kesco.kesco_key, count(*) as n
    from marts.kesco_occupations as kesco
    inner join int_crosswalks__isco_chain as chain on kesco.kesco_group = chain.isco_code
    inner join marts.occupations as occupations
        on chain.onet_soc_code = occupations.occupation_code
    where occupations.skill_status = 'rated'
    group by kesco.kesco_key
) as to_rated"""
DISTINCT_ONET = "count(distinct to_key)"
DISTINCT_ESCO = "count(distinct from_key)"

CROSSWALKS = Section(
    "Crosswalks, O*NET 30.3 and ESCO v1.1.1",
    OFFICIAL,
    (
        Figure("O*NET-SOC 2019 occupations", 1_016, "marts.occupations"),
        Figure("... rated", 894, "marts.occupations", "skill_status = 'rated'"),
        Figure("ESCO Secretariat: pairs", 4_210, ESCO_TO_ONET, SECRETARIAT),
        *(
            Figure(f"... rows {grade}", n, STAGED, f"match_type = '{grade}' and {OF_SECRETARIAT}")
            for grade, n in (
                ("broadMatch", 2_053),
                ("closeMatch", 1_432),
                ("exactMatch", 498),
                ("narrowMatch", 227),
                ("exactISCO", 43),
            )
        ),
        Figure("... O*NET linked", 940, ESCO_TO_ONET, SECRETARIAT, DISTINCT_ONET),
        Figure("... rated O*NET linked", 875, RATED, SECRETARIAT, DISTINCT_ONET),
        Figure("... ESCO linked", 2_609, ESCO_TO_ONET, SECRETARIAT, DISTINCT_ESCO),
        Figure("... exact: O*NET linked", 490, ESCO_TO_ONET, EXACT, DISTINCT_ONET),
        Figure("... exact: ESCO linked", 498, ESCO_TO_ONET, EXACT, DISTINCT_ESCO),
        Figure("... exact or close: pairs", 1_930, ESCO_TO_ONET, SURE),
        Figure("... exact or close: O*NET linked", 765, ESCO_TO_ONET, SURE, DISTINCT_ONET),
        Figure("... exact or close: ESCO linked", 1_290, ESCO_TO_ONET, SURE, DISTINCT_ESCO),
        Figure("... most ESCO of one O*NET code", 82, linked("to_key", SECRETARIAT), what="max(n)"),
        Figure(
            "... most O*NET codes of one ESCO", 20, linked("from_key", SECRETARIAT), what="max(n)"
        ),
        Figure("... O*NET codes with several exact", 7, linked("to_key", EXACT), "n > 1"),
        Figure("... O*NET unlinked", 76, UNLINKED_ONET),
        Figure("... of these military", 19, UNLINKED_ONET, "occupation_code like '55-%'"),
        Figure("O*NET Center: rows", 8_627, STAGED, OF_CENTER),
        Figure(
            "... of ISCO unit groups",
            913,
            STAGED,
            f"is_isco_group and char_length(target_code) = 4 and {OF_CENTER}",
        ),
        Figure(
            "... O*NET linked",
            958,
            ESCO_TO_ONET,
            "method = 'onet_center'",
            DISTINCT_ONET,
            ours=950,
            why="8 more are linked to ISCO groups alone",
        ),
        Figure(
            "... ESCO linked",
            2_973,
            ESCO_TO_ONET,
            "method = 'onet_center'",
            DISTINCT_ESCO,
            ours=2_996,
            why="counted by code; ours finds moved codes by their labels",
        ),
        Figure(
            "... pairs of the Secretariat's",
            4_168,
            BOTH,
            ours=4_210,
            why="counted by code; by label all are there",
        ),
        Figure("Career Causeways: rows", 1_680, STAGED, OF_CAUSEWAYS),
        Figure("... O*NET-SOC 2010", 668, STAGED, OF_CAUSEWAYS, "count(distinct onet_soc_code)"),
        Figure(
            "... ESCO linked",
            1_679,
            "int_crosswalks__esco_onet",
            "model = :model and method = 'career_causeways'",
            "count(distinct target_key)",
        ),
        Figure("ISCO-08 to SOC 2010: rows", 1_125, "stg_crosswalks__isco_soc"),
        Figure("... partial", 970, "stg_crosswalks__isco_soc", "is_partial"),
        Figure("... ISCO codes", 438, SOC_OF_ISCO),
        Figure("... of three digits", 2, SOC_OF_ISCO, "char_length(isco_code) = 3"),
        Figure("... with one SOC code", 155, SOC_OF_ISCO, "n = 1"),
        Figure("... most SOC codes of one", 37, SOC_OF_ISCO, what="max(n)"),
        Figure(
            "... SOC codes",
            840,
            "stg_crosswalks__isco_soc",
            what="count(distinct soc_2010_code)",
        ),
        Figure(
            "SOC 2010 to 2018: rows, codes",
            "900: 840 to 867",
            "stg_crosswalks__soc_2010_2018",
            what="concat(count(*), ': ', count(distinct soc_2010_code), ' to ', "
            "count(distinct soc_2018_code))",
        ),
        Figure(
            "O*NET-SOC 2010 to 2019: rows, codes",
            "1164: 1110 to 1012",
            "stg_crosswalks__onet_soc_2010_2019",
            what="concat(count(*), ': ', count(distinct onet_soc_2010_code), ' to ', "
            "count(distinct onet_soc_2019_code))",
        ),
        Figure("O*NET codes of SOC 2018", 1_016, SOC_2018),
        Figure(
            "ISCO chain: ESCO linked", 3_007, ESCO_TO_ONET, "method = 'isco_chain'", DISTINCT_ESCO
        ),
        Figure(
            "... O*NET linked",
            1_013,
            "int_crosswalks__isco_chain",
            "char_length(isco_code) = 4",
            what="count(distinct onet_soc_code)",
        ),
        Figure(
            "... rated O*NET linked",
            892,
            "int_crosswalks__isco_chain inner join marts.occupations as occupations "
            "on onet_soc_code = occupations.occupation_code",
            "occupations.skill_status = 'rated' and char_length(isco_code) = 4",
            "count(distinct onet_soc_code)",
        ),
        Figure(
            "... candidates of an occupation: mean, most",
            "5.0, 37",
            linked("from_key", "method = 'isco_chain'"),
            what="concat(round(avg(n), 1), ', ', max(n))",
        ),
        Figure("... holds of exact pairs, %", 77, in_chain("exactMatch"), what=SHARE_IN_CHAIN),
        Figure("... of narrow", 64, in_chain("narrowMatch"), what=SHARE_IN_CHAIN),
        Figure("... of broad", 57, in_chain("broadMatch"), what=SHARE_IN_CHAIN),
        Figure("... of close", 38, in_chain("closeMatch"), what=SHARE_IN_CHAIN),
        Figure("KeSCO by digits: ISCO groups", 5_281, KESCO_BY_PREFIX, "n_groups > 0"),
        Figure("... with ESCO occupations", 5_225, KESCO_BY_PREFIX, "n_esco > 0"),
        Figure(
            "... ESCO occupations of a row: mean, most",
            "7.6, 90",
            KESCO_BY_PREFIX,
            what="concat(round(avg(n_esco), 1), ', ', max(n_esco))",
        ),
        Figure("... with a rated O*NET occupation", 5_205, KESCO_TO_RATED),
        Figure("... with exactly one", 1_592, KESCO_TO_RATED, "n = 1"),
    ),
)

SECTIONS = (ESCO, TABIYA_MODEL, KESCO, CROSSWALKS)
