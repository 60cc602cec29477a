"""Every published table of O*NET but the gaps, made anew from a release folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from benchmarks.recomputed.onet_files import (
    Cells,
    OnetFile,
    OnetRelease,
    cell_text,
    flag,
    month,
    number,
    whole,
)
from benchmarks.recomputed.table import Expected, Row

OCCUPATION = "O*NET-SOC Code"
DOMAINS = {
    "2.A": "skill",
    "2.B": "skill",
    "2.C": "knowledge",
    "1.A": "ability",
    "4.A": "work_activity",
}
COMPARED_DOMAINS = ("skill", "knowledge", "ability", "work_activity")
BELOW = "below: "
PLACES = {"g": 1, "h": 2, "i": 3}  # 1.B.1.g is the first interest high point, and so on
LETTERS = "abcdef"
SHARES = ("RL", "RW", "PT", "OJ")  # scales of education, training and experience


@dataclass(frozen=True)
class Rating:
    """A line of a file that rates elements of occupations."""

    occupation_code: str
    element_id: str
    scale_id: str
    value: Decimal
    cells: Cells

    @property
    def standard_error(self) -> Decimal | None:
        """None where the file gives none."""
        return number(self.cells.get("Standard Error"))


def onet_marts(release: OnetRelease) -> list[Expected]:
    """Return every table of a release that holds rows of its files."""
    return [
        Expected(name, key, [dict(row) for row in rows(release)], *columns)
        for name, key, rows, *columns in _MARTS
    ]


def ratings(release: OnetRelease) -> Iterator[Rating]:
    """Yield the ratings of all files that have them, whatever they are called."""
    for file in release.having(
        OCCUPATION, "Element ID", "Scale ID", "Data Value", lacking=("Category", "Task ID")
    ):
        for cells in file.rows():
            value = number(cells["Data Value"])
            assert value is not None, f"{file.name}: a rating without a value"
            yield Rating(cells[OCCUPATION], cells["Element ID"], cells["Scale ID"], value, cells)


def domain_of(element_id: str) -> str:
    """Return the domain of an element by its branch of the content model, or an empty text."""
    return DOMAINS.get(".".join(element_id.split(".")[:2]), "")


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Round as SQL does: half away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _elements(release: OnetRelease) -> Iterator[Row]:
    rated = {rating.element_id for rating in ratings(release)}
    for cells in release.named("Content Model Reference"):
        element_id = cells["Element ID"]
        parts = element_id.split(".")
        yield {
            "element_id": element_id,
            "element_name": cell_text(cells["Element Name"]),
            "description": cell_text(cells["Description"]),
            "domain": domain_of(element_id),
            "parent_element_id": ".".join(parts[:-1]),
            "depth": len(parts),
            "is_rated": int(element_id in rated),
        }


def _skills(release: OnetRelease) -> Iterator[Row]:
    elements = {row["element_id"]: row for row in _elements(release)}
    for element_id, element in elements.items():
        if element["domain"] == "skill" and element["is_rated"]:
            group = element_id[:3]
            yield {
                "element_id": element_id,
                "skill_name": element["element_name"],
                "description": element["description"],
                "skill_group": {"2.A": "basic", "2.B": "cross_functional"}[group],
                "skill_group_name": elements[group]["element_name"],
                "subgroup_element_id": element_id[:5],
                "subgroup_name": elements[element_id[:5]]["element_name"],
            }


def _element_links(release: OnetRelease) -> Iterator[Row]:
    for file in release.files:
        if _links(file):
            for first, first_name, second, second_name in file.lines:
                yield {
                    "from_element_id": first,
                    "from_element_name": first_name,
                    "to_element_id": second,
                    "to_element_name": second_name,
                }


def _links(file: OnetFile) -> bool:
    ends = ("Element ID", "Element Name") * 2
    return len(file.header) == len(ends) and all(map(str.endswith, file.header, ends))


def _scales(release: OnetRelease) -> Iterator[Row]:
    for cells in release.named("Scales Reference"):
        yield {
            "scale_id": cells["Scale ID"],
            "scale_name": cell_text(cells["Scale Name"]),
            "minimum": number(cells["Minimum"]),
            "maximum": number(cells["Maximum"]),
        }


def _scale_categories(release: OnetRelease) -> Iterator[Row]:
    for file in release.having("Scale ID", "Category", "Category Description"):
        for cells in file.rows():
            yield {
                "element_id": cells.get("Element ID", ""),
                "scale_id": cells["Scale ID"],
                "category": whole(cells["Category"]),
                "category_description": cell_text(cells["Category Description"]),
            }


def _level_anchors(release: OnetRelease) -> Iterator[Row]:
    for cells in release.named("Level Scale Anchors"):
        yield {
            "element_id": cells["Element ID"],
            "anchor_value": number(cells["Anchor Value"]),
            "scale_id": cells["Scale ID"],
            "anchor_description": cell_text(cells["Anchor Description"]),
        }


def _job_zones(release: OnetRelease) -> Iterator[Row]:
    for cells in release.named("Job Zone Reference"):
        yield {
            "job_zone": whole(cells["Job Zone"]),
            "job_zone_name": cell_text(cells["Name"]),
            "experience": cell_text(cells["Experience"]),
            "education": cell_text(cells["Education"]),
            "job_training": cell_text(cells["Job Training"]),
            "examples": cell_text(cells["Examples"]),
            "svp_range": cell_text(cells["SVP Range"]),
        }


def _occupations(release: OnetRelease) -> Iterator[Row]:
    zones = {cells[OCCUPATION]: whole(cells["Job Zone"]) for cells in release.named("Job Zones")}
    rated = {(rating.occupation_code, domain_of(rating.element_id)) for rating in ratings(release)}
    in_release = {domain for _, domain in rated}
    for cells in release.named("Occupation Data"):
        code, title = cells[OCCUPATION], cells["Title"]
        statuses = {
            domain: "not_in_release"
            if domain not in in_release
            else "rated"
            if (code, domain) in rated
            else "not_rated"
            for domain in COMPARED_DOMAINS
        }
        is_rated = statuses["skill"] == "rated"
        yield {
            "occupation_code": code,
            "title": title,
            "description": cell_text(cells["Description"]),
            "soc_code": code.partition(".")[0],
            "major_group": code.partition("-")[0],
            "job_zone": zones.get(code),
            "is_data_level": int(code in zones),
            "ratings_status": "rated" if is_rated else "not_rated",
            "not_rated_reason": None if is_rated else _reason(code, title),
            **{f"{domain}_status": status for domain, status in statuses.items()},
            "origin": "file",
            "release_name": release.name,
        }


def _reason(code: str, title: str) -> str:
    if code.startswith("55-"):
        return "military"
    return "all_other" if "All Other" in title else "not_yet_rated"


def _occupation_element_ratings(release: OnetRelease) -> Iterator[Row]:
    for rating in ratings(release):
        yield {
            "occupation_code": rating.occupation_code,
            "element_id": rating.element_id,
            "scale_id": rating.scale_id,
            "domain": domain_of(rating.element_id),
            "value": rating.value,
            **_precision(rating.cells),
            "not_relevant": flag(rating.cells.get("Not Relevant")),
            **_dated(rating.cells, "rated_on"),
            "origin": "file",
            "release_name": release.name,
        }


def _precision(cells: Cells) -> Row:
    return {
        "standard_error": number(cells.get("Standard Error")),
        "n": whole(cells.get("N")),
        "ci_low": number(cells.get("Lower CI Bound")),
        "ci_high": number(cells.get("Upper CI Bound")),
        "recommend_suppress": flag(cells.get("Recommend Suppress")),
    }


def _dated(cells: Cells, column: str) -> Row:
    return {column: month(cells["Date"]), "domain_source": cell_text(cells["Domain Source"])}


def _occupation_levels(release: OnetRelease) -> Iterator[Row]:
    scales = {row["scale_id"]: row for row in _scales(release)}
    names = {row["element_id"]: row["element_name"] for row in _elements(release)}
    in_words = level_meanings(release)
    of_pair: dict[tuple[str, str], dict[str, Rating]] = defaultdict(dict)
    for rating in ratings(release):
        if domain_of(rating.element_id) and rating.scale_id in ("LV", "IM"):
            of_pair[rating.occupation_code, rating.element_id][rating.scale_id] = rating
    for (code, element_id), pair in of_pair.items():
        level, importance = pair.get("LV"), pair.get("IM")
        suppressed = [
            known
            for rating in pair.values()
            if (known := flag(rating.cells.get("Recommend Suppress"))) is not None
        ]
        yield {
            "occupation_code": code,
            "element_id": element_id,
            "domain": domain_of(element_id),
            "element_name": names[element_id],
            "level": level and level.value,
            "level_se": level and level.standard_error,
            "importance": importance and importance.value,
            "importance_se": importance and importance.standard_error,
            "level_standardised": level and _standardised(level.value, scales["LV"]),
            "importance_standardised": importance and _standardised(importance.value, scales["IM"]),
            "is_not_relevant": level and flag(level.cells.get("Not Relevant")),
            "is_low_precision": max(suppressed, default=None),
            "level_meaning": level and in_words(element_id, level.value),
            "origin": "file",
            "release_name": release.name,
        }


def _standardised(value: Decimal, scale: Row) -> Decimal:
    width = scale["maximum"] - scale["minimum"]
    return rounded(100 * (value - scale["minimum"]) / width, 4)


def level_meanings(release: OnetRelease) -> Callable[[str, Decimal], str | None]:
    """Return what tells a level of an element in words."""
    anchors: dict[str, list[tuple[Decimal, str]]] = defaultdict(list)
    for row in _level_anchors(release):
        if row["scale_id"] == "LV":
            anchors[row["element_id"]].append((row["anchor_value"], row["anchor_description"]))

    def in_words(element_id: str, level: Decimal) -> str | None:
        of_element = sorted(anchors.get(element_id, ()))
        reached = [words for value, words in of_element if value <= level]
        if reached:
            return reached[-1]
        return BELOW + of_element[0][1] if of_element else None

    return in_words


def _category_ratings(release: OnetRelease) -> Iterator[Row]:
    for file in release.having(OCCUPATION, "Element ID", "Scale ID", "Category", "Data Value"):
        for cells in file.rows():
            yield {
                "occupation_code": cells[OCCUPATION],
                "element_id": cells["Element ID"],
                "scale_id": cells["Scale ID"],
                "category": whole(cells["Category"]) or 0,
                "value": number(cells["Data Value"]),
                **_precision(cells),
                "not_relevant": flag(cells.get("Not Relevant")),
                **_dated(cells, "rated_on"),
            }


def _education_levels(release: OnetRelease) -> Iterator[Row]:
    names = {row["element_id"]: row["element_name"] for row in _elements(release)}
    descriptions = {
        (row["element_id"], row["scale_id"], row["category"]): row["category_description"]
        for row in _scale_categories(release)
    }
    shares = [row for row in _category_ratings(release) if row["scale_id"] in SHARES]
    most: dict[tuple[str, str], Row] = {}
    for row in sorted(shares, key=lambda row: (-row["value"], row["category"])):
        most.setdefault((row["occupation_code"], row["element_id"]), row)
    for row in shares:
        element_id, scale_id = row["element_id"], row["scale_id"]
        is_most = most[row["occupation_code"], element_id] is row
        yield {
            "occupation_code": row["occupation_code"],
            "element_id": element_id,
            "category": row["category"],
            "element_name": names[element_id],
            "scale_id": scale_id,
            "category_description": descriptions[element_id, scale_id, row["category"]],
            "percentage": row["value"],
            "is_most_frequent": int(is_most),
            **{name: row[name] for name in ("n", "standard_error", "ci_low", "ci_high")},
            **{name: row[name] for name in ("recommend_suppress", "rated_on", "domain_source")},
        }


def _work_styles(release: OnetRelease) -> Iterator[Row]:
    names = {row["element_id"]: row["element_name"] for row in _elements(release)}
    of_pair: dict[tuple[str, str], dict[str, Rating]] = defaultdict(dict)
    for rating in ratings(release):
        if rating.element_id[:4] in ("1.C.", "1.D."):
            of_pair[rating.occupation_code, rating.element_id][rating.scale_id] = rating
    for (code, element_id), pair in of_pair.items():
        importance, impact, rank = (pair.get(scale) for scale in ("IM", "WI", "DR"))
        yield {
            "occupation_code": code,
            "element_id": element_id,
            "work_style": names[element_id],
            "importance": importance and importance.value,
            "importance_se": importance and importance.standard_error,
            "impact": impact and impact.value,
            "distinctiveness_rank": rank and int(rank.value),
            "rated_on": max(month(rating.cells["Date"]) for rating in pair.values()),
            "domain_source": max(
                cell_text(rating.cells["Domain Source"]) for rating in pair.values()
            ),
        }


def _high_points(release: OnetRelease, branch: str, scale: str) -> dict[tuple[str, str], int]:
    """Return the place of each element that is a high point: the first of several."""
    places: dict[tuple[str, str], int] = {}
    for rating in ratings(release):
        if rating.scale_id == scale and rating.value > 0 and rating.element_id[:6] == branch:
            named = branch + LETTERS[int(rating.value) - 1]
            place = PLACES[rating.element_id[6:]]
            key = rating.occupation_code, named
            places[key] = min(place, places.get(key, place))
    return places


def _pointed(
    release: OnetRelease, branch: str, high: str, scale: str, name: str, value: str
) -> Iterator[Row]:
    names = {row["element_id"]: row["element_name"] for row in _elements(release)}
    places = _high_points(release, branch, high)
    for rating in ratings(release):
        if rating.scale_id == scale:
            yield {
                "occupation_code": rating.occupation_code,
                "element_id": rating.element_id,
                name: names[rating.element_id],
                value: rating.value,
                "high_point": places.get((rating.occupation_code, rating.element_id)),
                **_dated(rating.cells, "rated_on"),
            }


def _interests(release: OnetRelease) -> Iterator[Row]:
    return _pointed(release, "1.B.1.", "IH", "OI", "interest", "interest_score")


def _work_values(release: OnetRelease) -> Iterator[Row]:
    return _pointed(release, "1.B.2.", "VH", "EX", "work_value", "extent")


def _tasks(release: OnetRelease) -> Iterator[Row]:
    whole_task = {
        (row["task_id"], row["scale_id"]): row["value"]
        for row in _task_ratings(release)
        if row["category"] == 0
    }
    for cells in release.named("Task Statements"):
        task_id = whole(cells["Task ID"])
        yield {
            "task_id": task_id,
            "occupation_code": cells[OCCUPATION],
            "task_statement": cell_text(cells["Task"]),
            "task_type": cell_text(cells["Task Type"]),
            "importance": whole_task.get((task_id, "IM")),
            "relevance": whole_task.get((task_id, "RT")),
            "incumbents_responding": whole(cells["Incumbents Responding"]),
            **_dated(cells, "updated_on"),
        }


def _task_ratings(release: OnetRelease) -> Iterator[Row]:
    for cells in release.named("Task Ratings"):
        yield {
            "task_id": whole(cells["Task ID"]),
            "occupation_code": cells[OCCUPATION],
            "scale_id": cells["Scale ID"],
            "category": whole(cells["Category"]) or 0,
            "value": number(cells["Data Value"]),
            **_precision(cells),
            **_dated(cells, "rated_on"),
        }


def _emerging_tasks(release: OnetRelease) -> Iterator[Row]:
    for cells in release.named("Emerging Tasks"):
        yield {
            "occupation_code": cells[OCCUPATION],
            "task_statement": cell_text(cells["Task"]),
            "category": cell_text(cells["Category"]),
            "original_task_id": whole(cells["Original Task ID"]),
            "original_task": cell_text(cells["Original Task"]),
            **_dated(cells, "updated_on"),
        }


def _detailed_work_activities(release: OnetRelease) -> Iterator[Row]:
    """Both layouts put them in one order: general, intermediate, detailed activity, its title."""
    gwa_names = {row["element_id"]: row["element_name"] for row in _elements(release)}
    intermediate = {
        line[1]: line[2]
        for file in _called(release, "IWA Reference", "GWAs to IWAs")
        for line in file.lines
    }
    for file in _called(release, "DWA Reference", "GWAs to IWAs to DWAs"):
        for gwa_id, iwa_id, dwa_id, title in file.lines:
            yield {
                "dwa_id": dwa_id,
                "dwa_title": title,
                "iwa_id": iwa_id,
                "iwa_title": intermediate[iwa_id],
                "gwa_id": gwa_id,
                "gwa_name": gwa_names[gwa_id],
            }


def _called(release: OnetRelease, *names: str) -> list[OnetFile]:
    return [file for file in release.files if file.name.removesuffix(".txt") in names]


def _task_activities(release: OnetRelease) -> Iterator[Row]:
    activities = {row["dwa_id"]: row for row in _detailed_work_activities(release)}
    for cells in release.named("Tasks to DWAs"):
        dwa_id = cells.get("DWA ID") or cells["DWA Element ID"]
        yield {
            "task_id": whole(cells["Task ID"]),
            "occupation_code": cells[OCCUPATION],
            **activities[dwa_id],
            **_dated(cells, "updated_on"),
        }


def _technology_skills(release: OnetRelease) -> Iterator[Row]:
    for file in _called(release, "Technology Skills", "Software Skills"):
        for code, example, category_id, category_name, hot, in_demand in file.lines:
            yield {
                "occupation_code": code,
                "example": example,
                "category_id": category_id,
                "category_name": category_name,
                "is_hot_technology": flag(hot),
                "is_in_demand": flag(in_demand),
            }


def _tools(release: OnetRelease) -> Iterator[Row]:
    commodities = {cells["Commodity Code"]: cells for cells in release.named("UNSPSC Reference")}
    for cells in release.named("Tools Used"):
        commodity = commodities[cells["Commodity Code"]]
        yield {
            "occupation_code": cells[OCCUPATION],
            "example": cell_text(cells["Example"]),
            "commodity_code": cells["Commodity Code"],
            "commodity_title": cell_text(cells["Commodity Title"]),
            "class_title": cell_text(commodity["Class Title"]),
            "family_title": cell_text(commodity["Family Title"]),
            "segment_title": cell_text(commodity["Segment Title"]),
        }


def _job_titles(release: OnetRelease) -> Iterator[Row]:
    """A title that an occupation has twice counts once, by its first line."""
    seen = set()
    for file in _called(release, "Alternate Titles", "Job Titles"):
        for code, title, short, sources in file.lines:
            key = (code, title.strip(" "), cell_text(short) or "")
            if key not in seen:
                seen.add(key)
                yield {
                    "occupation_code": code,
                    "job_title": cell_text(title),
                    "short_title": cell_text(short) or "",
                    "sources": cell_text(sources),
                }


def _reported_titles(release: OnetRelease) -> Iterator[Row]:
    for cells in release.named("Sample of Reported Titles"):
        yield {
            "occupation_code": cells[OCCUPATION],
            "reported_job_title": cell_text(cells["Reported Job Title"]),
            "is_shown_in_my_next_move": flag(cells["Shown in My Next Move"]),
        }


def _related_occupations(release: OnetRelease) -> Iterator[Row]:
    titles = {cells[OCCUPATION]: cells["Title"] for cells in release.named("Occupation Data")}
    for cells in release.named("Related Occupations"):
        yield {
            "occupation_code": cells[OCCUPATION],
            "related_occupation_code": cells["Related O*NET-SOC Code"],
            "related_title": titles[cells["Related O*NET-SOC Code"]],
            "relatedness_tier": cell_text(cells["Relatedness Tier"]),
            "related_rank": whole(cells["Index"]),
        }


def _occupation_metadata(release: OnetRelease) -> Iterator[Row]:
    for cells in release.named("Occupation Level Metadata"):
        yield {
            "occupation_code": cells[OCCUPATION],
            "item": cell_text(cells["Item"]),
            "response": cell_text(cells["Response"]) or "",
            "n": whole(cells["N"]),
            "percentage": number(cells["Percent"]),
            "updated_on": month(cells["Date"]),
        }


# What the answers of the Web Services may add is named in these columns, which not every
# edition of the tables has; batch numbers are the ledger's.
_ORIGIN = (("origin", "release_name"), ("batch_id",))
_BATCH = ((), ("batch_id",))
_OF_PAIR = ("occupation_code", "element_id")

_MARTS = (
    ("elements", ("element_id",), _elements),
    ("skills", ("element_id",), _skills),
    ("element_links", ("from_element_id", "to_element_id"), _element_links),
    ("scales", ("scale_id",), _scales),
    ("scale_categories", ("element_id", "scale_id", "category"), _scale_categories),
    ("level_anchors", ("element_id", "scale_id", "anchor_value"), _level_anchors),
    ("job_zones", ("job_zone",), _job_zones),
    ("occupations", ("occupation_code",), _occupations, *_ORIGIN),
    (
        "occupation_element_ratings",
        (*_OF_PAIR, "scale_id"),
        _occupation_element_ratings,
        *_ORIGIN,
    ),
    ("occupation_levels", _OF_PAIR, _occupation_levels, *_ORIGIN),
    (
        "occupation_category_ratings",
        (*_OF_PAIR, "scale_id", "category"),
        _category_ratings,
        *_BATCH,
    ),
    ("education_levels", (*_OF_PAIR, "category"), _education_levels),
    ("work_styles", _OF_PAIR, _work_styles),
    ("interests", _OF_PAIR, _interests),
    ("work_values", _OF_PAIR, _work_values),
    ("tasks", ("task_id",), _tasks),
    ("task_ratings", ("task_id", "scale_id", "category"), _task_ratings),
    ("emerging_tasks", ("occupation_code", "task_statement"), _emerging_tasks),
    ("task_activities", ("task_id", "dwa_id"), _task_activities),
    ("detailed_work_activities", ("dwa_id",), _detailed_work_activities),
    ("technology_skills", ("occupation_code", "example"), _technology_skills),
    ("tools", ("occupation_code", "example"), _tools),
    ("job_titles", ("occupation_code", "job_title", "short_title"), _job_titles),
    ("reported_titles", ("occupation_code", "reported_job_title"), _reported_titles),
    ("related_occupations", ("occupation_code", "related_occupation_code"), _related_occupations),
    ("occupation_metadata", ("occupation_code", "item", "response"), _occupation_metadata),
)
