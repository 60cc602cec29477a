"""The contracts of ESCO's files, in the two layouts that are published.

The Commission's CSV export names concepts by URI; file names carry a language. Tabiya's
layout, which models derived from ESCO use, names them by an ``ID`` that is new in every
export, beside the history of their UUIDs and the URI they stem from. Both say the same
things, so each contract has both as layouts of one landing table. Headers and keys were
verified on ESCO v1.1.1, Tabiya v2.0.1-rc.1 and Tabiya's sample; those of ESCO v1.2 and of
older Tabiya exports follow their documentation.
"""

from __future__ import annotations

from extract.contract import EXTRA, Column, FileContract, Layout

SOURCE = "esco"
MODULE = "extract/esco/contracts.py"

OFFICIAL = "ESCO v1.1 and v1.2"
TABIYA = "Tabiya's layout"

IDENTITY = (
    Column("concept_type", "conceptType"),
    Column("concept_uri", "conceptUri"),
    Column("model_id", "ID"),
    Column("uuid_history", "UUIDHISTORY"),
)
TABIYA_DATES = (Column("created_at", "CREATEDAT"), Column("updated_at", "UPDATEDAT"))
LABELS = (Column("preferred_label", "preferredLabel"), Column("alt_labels", "altLabels"))
TABIYA_LABELS = {"preferred_label": "PREFERREDLABEL", "alt_labels": "ALTLABELS"}
TABIYA_TEXTS = {
    "description": "DESCRIPTION",
    "scope_note": "SCOPENOTE",
    "definition": "DEFINITION",
}
NOT_OFFICIAL = ("model_id", "uuid_history", "created_at", "updated_at")
OPTIONAL_DATES = ("created_at", "updated_at")
HIERARCHY = (
    Column("concept_type", "conceptType"),
    Column("concept_ref", "conceptUri"),
    Column("broader_type", "broaderType"),
    Column("broader_ref", "broaderUri"),
    *TABIYA_DATES,
    EXTRA,
)
TABIYA_HIERARCHY = {
    "concept_type": "CHILDOBJECTTYPE",
    "concept_ref": "CHILDID",
    "broader_type": "PARENTOBJECTTYPE",
    "broader_ref": "PARENTID",
}

CONTRACTS: tuple[FileContract, ...] = (
    FileContract(
        name="ESCO model info",
        source=SOURCE,
        table="esco_model_info",
        columns=(
            Column("uuid_history", "UUIDHISTORY"),
            Column("name", "NAME"),
            Column("locale", "LOCALE"),
            Column("description", "DESCRIPTION"),
            Column("version", "VERSION"),
            Column("released", "RELEASED"),
            Column("release_notes", "RELEASENOTES"),
            *TABIYA_DATES,
            EXTRA,
        ),
        layouts=(
            Layout(
                ("model_info.csv",),
                TABIYA,
                optional=("uuid_history", "released", "release_notes", *OPTIONAL_DATES),
            ),
        ),
        natural_key=("name", "version"),
        is_reference=True,
    ),
    FileContract(
        name="ESCO occupations",
        source=SOURCE,
        table="esco_occupations",
        columns=(
            *IDENTITY,
            Column("group_code", "iscoGroup"),
            Column("code", "code"),
            *LABELS,
            Column("hidden_labels", "hiddenLabels"),
            Column("status", "status"),
            Column("modified_date", "modifiedDate"),
            Column("regulated_profession_note", "regulatedProfessionNote"),
            Column("scope_note", "scopeNote"),
            Column("definition", "definition"),
            Column("in_scheme", "inScheme"),
            Column("description", "description"),
            Column("nace_code", "naceCode"),
            Column("is_localized", "ISLOCALIZED"),
            *TABIYA_DATES,
            EXTRA,
        ),
        layouts=(
            Layout(
                ("occupations_{language}.csv",),
                OFFICIAL,
                absent=(*NOT_OFFICIAL, "is_localized"),
                optional=("nace_code",),
            ),
            *(
                Layout(
                    ("occupations.csv",),
                    TABIYA,
                    renamed={
                        "concept_type": "OCCUPATIONTYPE",
                        "concept_uri": "ORIGINURI",
                        "group_code": group_code,
                        "code": "CODE",
                        "regulated_profession_note": "REGULATEDPROFESSIONNOTE",
                        **TABIYA_LABELS,
                        **TABIYA_TEXTS,
                    },
                    absent=("hidden_labels", "status", "modified_date", "in_scheme", "nace_code"),
                    optional=("is_localized", *OPTIONAL_DATES),
                )
                for group_code in ("OCCUPATIONGROUPCODE", "ISCOGROUPCODE")  # today's, the older
            ),
        ),
        natural_key=("concept_uri", "model_id"),
        on_duplicate="reject",
        is_required=True,
        is_reference=True,
    ),
    FileContract(
        name="ESCO occupation groups",
        source=SOURCE,
        table="esco_occupation_groups",
        columns=(
            *IDENTITY,
            Column("code", "code"),
            *LABELS,
            Column("status", "status"),
            Column("in_scheme", "inScheme"),
            Column("description", "description"),
            *TABIYA_DATES,
            EXTRA,
        ),
        layouts=(
            Layout(("ISCOGroups_{language}.csv",), OFFICIAL, absent=NOT_OFFICIAL),
            Layout(
                ("occupation_groups.csv",),
                TABIYA,
                renamed={
                    "concept_type": "GROUPTYPE",
                    "concept_uri": "ORIGINURI",
                    "code": "CODE",
                    "description": "DESCRIPTION",
                    **TABIYA_LABELS,
                },
                absent=("status", "in_scheme"),
                optional=OPTIONAL_DATES,
            ),
            Layout(
                ("isco_groups.csv",),
                "older exports in Tabiya's layout",
                renamed={
                    "concept_uri": "ORIGINURI",
                    "code": "CODE",
                    "description": "DESCRIPTION",
                    **TABIYA_LABELS,
                },
                absent=("concept_type", "status", "in_scheme"),
                optional=OPTIONAL_DATES,
            ),
        ),
        natural_key=("concept_uri", "model_id"),
        on_duplicate="reject",
        is_required=True,
        is_reference=True,
    ),
    FileContract(
        name="ESCO skills",
        source=SOURCE,
        table="esco_skills",
        columns=(
            *IDENTITY,
            Column("skill_type", "skillType"),
            Column("reuse_level", "reuseLevel"),
            *LABELS,
            Column("hidden_labels", "hiddenLabels"),
            Column("status", "status"),
            Column("modified_date", "modifiedDate"),
            Column("scope_note", "scopeNote"),
            Column("definition", "definition"),
            Column("in_scheme", "inScheme"),
            Column("description", "description"),
            Column("is_localized", "ISLOCALIZED"),
            *TABIYA_DATES,
            EXTRA,
        ),
        layouts=(
            Layout(("skills_{language}.csv",), OFFICIAL, absent=(*NOT_OFFICIAL, "is_localized")),
            Layout(
                ("skills.csv",),
                TABIYA,
                renamed={
                    "concept_uri": "ORIGINURI",
                    "skill_type": "SKILLTYPE",
                    "reuse_level": "REUSELEVEL",
                    **TABIYA_LABELS,
                    **TABIYA_TEXTS,
                },
                absent=("concept_type", "hidden_labels", "status", "modified_date", "in_scheme"),
                optional=("is_localized", *OPTIONAL_DATES),
            ),
        ),
        natural_key=("concept_uri", "model_id"),
        on_duplicate="reject",
        is_required=True,
        is_reference=True,
    ),
    FileContract(
        name="ESCO skill groups",
        source=SOURCE,
        table="esco_skill_groups",
        columns=(
            *IDENTITY,
            Column("code", "code"),
            *LABELS,
            Column("hidden_labels", "hiddenLabels"),
            Column("status", "status"),
            Column("modified_date", "modifiedDate"),
            Column("scope_note", "scopeNote"),
            Column("in_scheme", "inScheme"),
            Column("description", "description"),
            *TABIYA_DATES,
            EXTRA,
        ),
        layouts=(
            Layout(("skillGroups_{language}.csv",), OFFICIAL, absent=NOT_OFFICIAL),
            Layout(
                ("skill_groups.csv",),
                TABIYA,
                renamed={
                    "concept_uri": "ORIGINURI",
                    "code": "CODE",
                    "scope_note": "SCOPENOTE",
                    "description": "DESCRIPTION",
                    **TABIYA_LABELS,
                },
                absent=("concept_type", "hidden_labels", "status", "modified_date", "in_scheme"),
                optional=("scope_note", *OPTIONAL_DATES),
            ),
        ),
        natural_key=("concept_uri", "model_id"),
        on_duplicate="reject",
        is_required=True,
        is_reference=True,
    ),
    FileContract(
        name="ESCO occupation hierarchy",
        source=SOURCE,
        table="esco_occupation_hierarchy",
        columns=HIERARCHY,
        layouts=(
            Layout(
                ("broaderRelationsOccPillar.csv", "broaderRelationsOccPillar_{language}.csv"),
                OFFICIAL,
                absent=OPTIONAL_DATES,
            ),
            Layout(
                ("occupation_hierarchy.csv",),
                TABIYA,
                renamed=TABIYA_HIERARCHY,
                optional=OPTIONAL_DATES,
            ),
        ),
        natural_key=("concept_ref", "broader_ref"),
        on_duplicate="reject",
        is_required=True,
    ),
    FileContract(
        name="ESCO skill hierarchy",
        source=SOURCE,
        table="esco_skill_hierarchy",
        columns=HIERARCHY,
        layouts=(
            Layout(
                ("broaderRelationsSkillPillar.csv", "broaderRelationsSkillPillar_{language}.csv"),
                OFFICIAL,
                absent=OPTIONAL_DATES,
            ),
            Layout(
                ("skill_hierarchy.csv",),
                TABIYA,
                renamed=TABIYA_HIERARCHY,
                optional=OPTIONAL_DATES,
            ),
        ),
        natural_key=("concept_ref", "broader_ref"),
        on_duplicate="reject",
        is_required=True,
    ),
    FileContract(
        name="ESCO occupation skill relations",
        source=SOURCE,
        table="esco_occupation_skill_relations",
        columns=(
            Column("occupation_type", "OCCUPATIONTYPE"),
            Column("occupation_ref", "occupationUri"),
            Column("relation_type", "relationType"),
            Column("skill_type", "skillType"),
            Column("skill_ref", "skillUri"),
            Column("signalling_value_label", "SIGNALLINGVALUELABEL"),
            Column("signalling_value", "SIGNALLINGVALUE"),
            *TABIYA_DATES,
            EXTRA,
        ),
        layouts=(
            Layout(
                ("occupationSkillRelations.csv", "occupationSkillRelations_{language}.csv"),
                OFFICIAL,
                absent=(
                    "occupation_type",
                    "signalling_value_label",
                    "signalling_value",
                    *OPTIONAL_DATES,
                ),
            ),
            Layout(
                ("occupation_to_skill_relations.csv", "occupation_skill_relations.csv"),
                TABIYA,
                renamed={
                    "occupation_ref": "OCCUPATIONID",
                    "relation_type": "RELATIONTYPE",
                    "skill_ref": "SKILLID",
                },
                absent=("skill_type",),
                optional=(
                    "occupation_type",
                    "signalling_value_label",
                    "signalling_value",
                    *OPTIONAL_DATES,
                ),
            ),
        ),
        natural_key=("occupation_ref", "skill_ref"),
        on_duplicate="reject",
        is_required=True,
    ),
    FileContract(
        name="ESCO skill skill relations",
        source=SOURCE,
        table="esco_skill_relations",
        columns=(
            Column("requiring_ref", "originalSkillUri"),
            Column("requiring_type", "originalSkillType"),
            Column("relation_type", "relationType"),
            Column("required_type", "relatedSkillType"),
            Column("required_ref", "relatedSkillUri"),
            *TABIYA_DATES,
            EXTRA,
        ),
        layouts=(
            Layout(
                ("skillSkillRelations.csv", "skillSkillRelations_{language}.csv"),
                OFFICIAL,
                absent=OPTIONAL_DATES,
            ),
            Layout(
                ("skill_to_skill_relations.csv", "skill_skill_relations.csv"),
                TABIYA,
                renamed={
                    "requiring_ref": "REQUIRINGID",
                    "relation_type": "RELATIONTYPE",
                    "required_ref": "REQUIREDID",
                },
                absent=("requiring_type", "required_type"),
                optional=OPTIONAL_DATES,
            ),
        ),
        natural_key=("requiring_ref", "required_ref"),
        on_duplicate="reject",
    ),
    FileContract(
        name="ESCO skills by level",
        source=SOURCE,
        table="esco_skills_by_level",
        columns=(
            *(
                Column(f"level_{level}_{name}", f"Level {level} {header}")
                for level in range(4)
                for name, header in (("uri", "URI"), ("label", "preferred term"))
            ),
            Column("description", "Description"),
            Column("scope_note", "Scope note"),
            *(Column(f"level_{level}_code", f"Level {level} code") for level in range(4)),
            EXTRA,
        ),
        layouts=(Layout(("skillsHierarchy_{language}.csv",), OFFICIAL),),
        natural_key=("level_0_uri", "level_1_uri", "level_2_uri", "level_3_uri"),
        on_duplicate="reject",
        is_ragged=True,
    ),
    FileContract(
        name="ESCO concept schemes",
        source=SOURCE,
        table="esco_concept_schemes",
        columns=(
            Column("concept_type", "conceptType"),
            Column("concept_scheme_uri", "conceptSchemeUri"),
            Column("preferred_label", "preferredLabel"),
            Column("title", "title"),
            Column("status", "status"),
            Column("description", "description"),
            Column("top_concepts", "hasTopConcept", is_long=True),
            EXTRA,
        ),
        layouts=(Layout(("conceptSchemes_{language}.csv",), OFFICIAL),),
        natural_key=("concept_scheme_uri",),
        on_duplicate="reject",
    ),
    FileContract(
        name="ESCO collections",
        source=SOURCE,
        table="esco_collections",
        columns=(
            Column("concept_type", "conceptType"),
            Column("concept_uri", "conceptUri"),
            *LABELS,
            Column("status", "status"),
            Column("skill_type", "skillType"),
            Column("reuse_level", "reuseLevel"),
            Column("description", "description"),
            Column("broader_uris", "broaderConceptUri"),
            Column("broader_labels", "broaderConceptPT"),
            EXTRA,
        ),
        layouts=(
            Layout(
                ("*SkillsCollection_{language}.csv", "*OccupationsCollection_{language}.csv"),
                OFFICIAL,
                optional=("skill_type", "reuse_level"),
            ),
        ),
        natural_key=("source_file", "concept_uri"),
        on_duplicate="reject",
    ),
)
