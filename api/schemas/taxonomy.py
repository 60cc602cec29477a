"""Answers and bodies about occupations and skills of every taxonomy."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.schemas.gaps import Importance, Level, Next, Reason, Total

LONGEST_NOTE = 5_000
MOST_LABELS = 50
MOST_SKILLS = 500

TaxonomyName = Literal["onet", "esco", "kesco", "custom"]
OccupationId = Field(
    description="Taxonomy and key: `onet:15-1252.00`, `esco:<uuid>`, `kesco:…`, `custom:<uuid>`.",
    examples=["onet:15-1252.00"],
)
SkillId = Field(
    description="Taxonomy and key: `onet:2.B.3.e`, `esco:<uuid>`.", examples=["onet:2.B.3.e"]
)
Confidence = Field(default=None, description="How often such a link is right, 0 to 1.")
Relation = Field(
    default=None, description="`essential`, `optional`, …; null for O*NET, which rates instead."
)


def _one_line(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise ValueError("it is empty")
    if not text.isprintable():
        raise ValueError("printable text only: no control characters")
    return text


def _lines(text: str) -> str:
    text = text.strip()
    if not all(line.isprintable() or line in "\n\t" for line in text):
        raise ValueError("printable text and line ends only: no control characters")
    return text


OneLine = Annotated[str, Field(min_length=1, max_length=255), AfterValidator(_one_line)]
Lines = Annotated[str, Field(max_length=LONGEST_NOTE), AfterValidator(_lines)]


class ListedOccupation(BaseModel):
    """An occupation of a taxonomy."""

    id: str = OccupationId
    taxonomy: TaxonomyName
    code: str = Field(examples=["15-1252.00"])
    label: str = Field(examples=["Software Developers"])
    group_code: str | None = Field(description="Of ISCO-08; for O*NET two digits of SOC.")
    is_localised: bool | None = Field(description="Made or changed for one country.")
    ratings_status: Literal["rated", "not_rated"] | None = Field(
        description="Of O*NET's occupations: whether they have levels."
    )
    not_rated_reason: str | None = Reason
    esco_id: str | None = Field(description="The occupation of ESCO it was linked to (KeSCO).")
    esco_link_method: str | None
    esco_link_confidence: float | None = Confidence
    is_relevant_for_kenya: bool | None = Field(description="Null: nobody said.")
    is_informal_sector: bool | None = Field(description="Null: nobody said.")
    is_entrepreneurship: bool | None = Field(description="Null: nobody said.")
    kenya_notes: str | None


class OccupationsAnswer(BaseModel):
    """Occupations, by how well they answer the search, then by label."""

    rows: list[ListedOccupation]
    next: str | None = Next
    total: int = Total


class LinkedConcept(BaseModel):
    """An occupation of another taxonomy."""

    id: str = OccupationId
    taxonomy: str
    code: str | None
    label: str | None
    method: str = Field(description="How the two were found to belong together.")
    confidence: float | None = Confidence


class OccupationAnswer(ListedOccupation):
    """An occupation with what is told of it."""

    description: str | None
    group_label: str | None = Field(description="Name of the group of ISCO-08.")
    alternative_labels: list[str] = Field(description="Up to 500, in alphabetical order.")
    links: list[LinkedConcept] = Field(description="To other taxonomies, the surest first.")


class SkillsHeader(BaseModel):
    """Whose skills these are, and whether they are known."""

    id: str = OccupationId
    label: str
    status: Literal["with_skills", "without_skills", "not_rated", "not_linked"] = Field(
        description="`not_rated`: O*NET has no levels of it; `not_linked`: KeSCO's occupation has "
        "no link to ESCO."
    )
    reason: str | None = Reason


class OccupationSkill(BaseModel):
    """A skill that an occupation needs, in its taxonomy's own terms."""

    id: str = SkillId
    taxonomy: TaxonomyName
    label: str = Field(examples=["Programming"])
    skill_type: str | None = Field(description="O*NET: its domain; ESCO: skill or knowledge.")
    relation_type: str | None = Relation
    signalling_value: float | None = Field(description="Of Tabiya's models.")
    level: float | None = Level
    level_se: float | None = Field(description="Standard error of the level.")
    importance: float | None = Importance
    importance_se: float | None = Field(description="Standard error of the importance.")
    is_not_relevant: bool | None
    is_low_precision: bool | None = Field(description="O*NET recommends to suppress a rating.")
    through_id: str | None = Field(description="KeSCO: the occupation of ESCO whose skill it is.")
    link_confidence: float | None = Confidence


class OccupationSkillsAnswer(BaseModel):
    """The skills of an occupation, by label."""

    header: SkillsHeader
    rows: list[OccupationSkill]
    next: str | None = Next
    total: int = Total


class ListedSkill(BaseModel):
    """A skill: a rated element of O*NET, or a skill of ESCO."""

    id: str = SkillId
    taxonomy: TaxonomyName
    label: str = Field(examples=["Programming"])
    skill_type: str | None = Field(description="O*NET: its domain; ESCO: skill or knowledge.")
    reuse_level: str | None = Field(description="Of ESCO.")
    description: str | None


class SkillsAnswer(BaseModel):
    """Skills, by how well they answer the search, then by label."""

    rows: list[ListedSkill]
    next: str | None = Next
    total: int = Total


class SkilledOccupation(BaseModel):
    """An occupation that needs a skill."""

    id: str = OccupationId
    taxonomy: TaxonomyName
    code: str
    label: str
    relation_type: str | None = Relation
    signalling_value: float | None = Field(description="Of Tabiya's models.")
    level: float | None = Level
    level_se: float | None = Field(description="Standard error of the level.")
    importance: float | None = Importance
    importance_se: float | None = Field(description="Standard error of the importance.")
    is_not_relevant: bool | None
    is_low_precision: bool | None
    through_id: str | None
    link_confidence: float | None = Confidence


class SkillHeader(BaseModel):
    """The skill that the occupations need."""

    id: str = SkillId
    label: str


class SkilledOccupationsAnswer(BaseModel):
    """The occupations that need a skill, by label."""

    header: SkillHeader
    rows: list[SkilledOccupation]
    next: str | None = Next
    total: int = Total


class NewSkillLink(BaseModel):
    """A skill that the new occupation needs."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(max_length=400, description="As `/taxonomy/skills` has it.")
    relation_type: Literal["essential", "optional"] = "essential"


class NewOccupation(BaseModel):
    """An occupation that no taxonomy has."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "label": "boda boda rider",
                    "isco_group": "8321",
                    "alternative_labels": ["motorcycle taxi rider"],
                    "skills": [{"id": "onet:2.A.1.b", "relation_type": "essential"}],
                }
            ]
        },
    )

    label: OneLine = Field(examples=["boda boda rider"])
    isco_group: str = Field(
        pattern=r"^[0-9]{1,4}$",
        description="Code of a group of ISCO-08 that the published tables have.",
        examples=["8321"],
    )
    description: Lines | None = None
    alternative_labels: list[OneLine] = Field(default=[], max_length=MOST_LABELS)
    skills: list[NewSkillLink] = Field(default=[], max_length=MOST_SKILLS)


class OccupationNotes(BaseModel):
    """What is said of an occupation; what is not named stays, null takes back what was said."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"is_relevant_for_kenya": True}]}
    )

    is_relevant_for_kenya: bool | None = None
    is_informal_sector: bool | None = None
    is_entrepreneurship: bool | None = None
    kenya_notes: Lines | None = None
