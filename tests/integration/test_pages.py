"""The pages say what the REST API says, answer whatever a browser sends, and let nothing run."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import replace
from decimal import Decimal
from urllib.parse import urlencode

import pytest
import requests

from api.pages import comparison
from load.tables import batches, quarantine, runs
from pipeline import ledger
from report.chart import Z_OF_95_PERCENT
from tests.api_server import served
from tests.conftest import Installation
from tests.published import published_rows
from tests.web_page import Page

CHEMISTS, DEVELOPERS, DATA_SCIENTISTS = "19-2031.00", "15-1252.00", "15-2051.00"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7 * 7 }}"


class Site:
    """Pages at an address, as a browser gets them."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.last: requests.Response | None = None

    def get(self, path: str = "/", status: int = 200, **parameters) -> Page:
        query = "?" + urlencode(parameters, doseq=True) if parameters else ""
        self.last = requests.get(f"{self.address}{path}{query}", headers=BROWSER, timeout=60)
        assert self.last.status_code == status, self.last.text
        assert self.last.headers["content-type"].startswith("text/html")
        return Page(self.last.text)

    def compare(self, start: str, target: str, status: int = 200, **others) -> Page:
        return self.get("/", status, **{"from": start, "to": target, **others})

    def json(self, path: str, **parameters):
        answer = requests.get(f"{self.address}{path}", params=parameters, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def address(published):
    with served(published) as address:
        yield address


@pytest.fixture
def site(address) -> Site:
    return Site(address)


@pytest.fixture
def served_installation(installation: Installation):
    with served(installation) as address:
        yield Site(address)


def table_of(page: Page, caption: str) -> list[list[str]]:
    """Return the cells of the table whose caption has some id."""
    body = page.html.partition(f'<caption id="{caption}">')[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body.partition("<tbody>")[2], re.S)
    clean = lambda cell: " ".join(re.sub(r"<[^>]+>", " ", cell).split())  # noqa: E731
    return [[clean(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)] for row in rows]


# ---- The comparison


def test_the_first_page_says_of_what_release_it_speaks_and_asks_for_two_occupations(
    site, published
):
    page = site.get()
    ((rated,),) = published_rows(
        published, "select count(*) from occupations where ratings_status = 'rated'"
    )
    assert f"41 occupations, {rated} of them rated; published" in page.text
    assert "the committed sample" in page.text
    assert {each["name"] for each in page.all("input")} == {"from", "to", "domain", "scale"}
    assert not page.labels()


def test_a_comparison_shows_the_figures_of_the_api_call_that_it_links(site):
    page = site.compare(CHEMISTS, DEVELOPERS)
    rows = site.json(page.links()["The API call behind this page"])["rows"]
    table = table_of(page, "table-skill")
    assert len(rows) == len(table) == 35
    for row, (name, held, needed, difference, *_, weight) in zip(rows, table, strict=True):
        assert name.removesuffix(" *") == row["element_name"]
        assert held.split()[0] == f"{row['from_level']:.2f}"
        assert needed.split()[0] == f"{row['to_level']:.2f}"
        assert float(difference.replace("\N{MINUS SIGN}", "-")) == row["level_difference"]
        assert float(weight) == pytest.approx(row["weighted_gap"], abs=0.0005)
    weights = [float(cells[-1]) for cells in table]
    assert weights == sorted(weights, reverse=True)


def test_the_drawing_and_the_table_say_the_same_and_need_no_script(site):
    page = site.compare(CHEMISTS, DEVELOPERS)
    said = page.labels()
    for cells, row in zip(table_of(page, "table-skill"), said, strict=True):
        assert row.startswith(cells[0].removesuffix(" *"))
        assert f"Chemists {cells[1].split()[0]}" in row
        assert f"Software Developers {cells[2].split()[0]}" in row
    assert any("short by" in row and "beyond error" in row for row in said)
    assert any("to spare" in row for row in said)


def test_levels_are_put_into_the_words_of_their_scale(site):
    page = site.compare(CHEMISTS, DEVELOPERS)
    anchor = site.json("/api/v1/skill-gap", **{"from": CHEMISTS, "to": DEVELOPERS})["rows"][0]
    words = anchor["to_level_meaning"].removeprefix("below: ")
    assert f"“{words}”" in page.text


def test_the_csv_link_gives_every_row_of_the_page(site):
    page = site.compare(CHEMISTS, DEVELOPERS, domain=["skill", "knowledge"])
    link = page.links()["Download as CSV"]
    answer = requests.get(site.address + link, timeout=60)
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    shown = table_of(page, "table-skill")
    assert "Knowledge: neither side is rated, so there is nothing to show" in page.text
    assert {row["element_name"] for row in rows} == {cells[0].removesuffix(" *") for cells in shown}


def test_the_scale_of_importance_is_shown_with_its_own_errors(site):
    page = site.compare(CHEMISTS, DEVELOPERS, scale="IM")
    levels = site.json(f"/api/v1/occupations/{CHEMISTS}/levels")["rows"]
    errors = {row["element_name"]: row["importance_se"] for row in levels}
    table = table_of(page, "table-skill")
    assert len(table) == 35
    for name, held, *_ in table:
        error = errors[name.removesuffix(" *")]
        margin = "not given" if error is None else f"± {Z_OF_95_PERCENT * Decimal(str(error)):.2f}"
        assert float(held.split()[0]) >= 1
        assert held.endswith(margin)
    differences = [float(cells[3].replace("\N{MINUS SIGN}", "-")) for cells in table]
    gaps = [max(each, 0) for each in differences]
    assert gaps == sorted(gaps, reverse=True)


def test_every_neighbour_is_a_link_that_compares_with_it(site):
    page = site.compare(CHEMISTS, DEVELOPERS)
    near = {words: link for words, link in page.links().items() if re.match(r"/\?.*to=\d", link)}
    near.pop("The other way round")
    assert len(near) >= 8
    title, link = next(iter(near.items()))
    there = Page(requests.get(site.address + link, headers=BROWSER, timeout=60).text)
    assert f"From Chemists to {title}" in there.text


def test_one_occupation_alone_offers_its_neighbours(site):
    page = site.get("/", **{"from": "chemists"})
    assert "Nearest to Chemists" in page.text
    title, link = next(
        (words, link) for words, link in page.links().items() if f"from={CHEMISTS}" in link
    )
    there = Page(requests.get(site.address + link, headers=BROWSER, timeout=60).text)
    assert f"From Chemists to {title}" in there.text


def test_an_unrated_occupation_is_answered_with_its_reason_and_the_rated_side(site):
    page = site.compare(DATA_SCIENTISTS, DEVELOPERS)
    assert "These two are not compared. Not rated is not zero." in page.text
    assert "Data Scientists: not rated by O*NET yet" in page.text
    assert "Skills of Software Developers alone" in page.text
    assert len(table_of(page, "table-skill")) == 35
    assert all("Data Scientists" not in row for row in page.labels())


def test_two_unrated_occupations_are_an_answer_too(site, published):
    ((other,),) = published_rows(
        published,
        "select occupation_code from occupations where ratings_status <> 'rated' "
        f"and occupation_code <> '{DATA_SCIENTISTS}' limit 1",
    )
    page = site.compare(DATA_SCIENTISTS, other)
    assert "These two are not compared" in page.text
    assert "neither side is rated, so there is nothing to show" in page.text


def test_ratings_of_low_precision_are_marked_and_explained(site):
    page = site.compare(CHEMISTS, DEVELOPERS)
    assert "* low precision: see the notes" in page.text
    assert "O*NET recommends to suppress a rating" in page.text


def test_an_unknown_title_is_answered_with_the_closest_as_links(site):
    page = site.compare("chemst", DEVELOPERS, status=404)
    assert "No occupation has the title 'chemst'" in page.text
    there = Page(
        requests.get(site.address + page.links()["Chemists"], headers=BROWSER, timeout=60).text
    )
    assert "From Chemists to Software Developers" in there.text


def test_a_title_of_several_occupations_offers_them_all(site, published):
    title, count = published_rows(
        published,
        "select job_title, count(distinct occupation_code) from job_titles group by job_title "
        "having count(distinct occupation_code) > 1 order by job_title limit 1",
    )[0]
    page = site.compare(title, DEVELOPERS, status=409)
    links = [link for link in page.links().values() if f"to={DEVELOPERS}" not in link]
    choices = [link for link in page.links().values() if "from=" in link]
    assert len(choices) == count, links


def test_the_same_occupation_twice_needs_nothing_more(site):
    assert "Nothing is needed more" in site.compare(CHEMISTS, CHEMISTS).text


# ---- What browsers and strangers send


@pytest.mark.parametrize("path", ["/", "/taxonomy", "/runs", "/nowhere"])
def test_every_page_lets_a_browser_run_our_scripts_alone(site, path):
    site.get(path, status=404 if path == "/nowhere" else 200)
    policy = site.last.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert site.last.headers["x-content-type-options"] == "nosniff"


def test_what_is_typed_comes_back_as_text(site):
    for page in (
        site.compare(HOSTILE, HOSTILE, status=404),
        site.get("/taxonomy", q=HOSTILE[:90]),
    ):
        assert not [each for tag, each in page.tags if tag == "img"]
        assert all("src" in each for each in page.all("script"))
        assert "49" not in page.text


def test_hostile_text_of_the_tables_stays_text_in_page_and_chart(site, monkeypatch):
    genuine = comparison.move

    def hostile(*arguments):
        move = genuine(*arguments)
        rows = tuple(replace(row, element_name=HOSTILE) for row in move.gap.rows)
        return replace(
            move, gap=replace(move.gap, rows=rows), origin=replace(move.origin, title=HOSTILE)
        )

    monkeypatch.setattr(comparison, "move", hostile)
    page = site.compare(CHEMISTS, DEVELOPERS)
    assert not page.all("img")
    kinds = [each.get("type") or each["src"].split("/")[1] for each in page.all("script")]
    assert kinds == ["assets", "assets", "assets", "application/json"]
    assert page.html.count("<script>alert") == 0


def test_a_page_is_sent_once_for_each_publish(site):
    site.compare(CHEMISTS, DEVELOPERS)
    etag = site.last.headers["etag"]
    address = f"{site.address}/?from={CHEMISTS}&to={DEVELOPERS}"
    again = requests.get(address, headers={**BROWSER, "If-None-Match": etag}, timeout=60)
    assert again.status_code == 304
    other = requests.get(address, headers={**BROWSER, "If-None-Match": '"x"'}, timeout=60)
    assert other.status_code == 200


def test_files_of_the_pages_may_be_kept_for_ever_under_the_address_of_their_bytes(site):
    page = site.compare(CHEMISTS, DEVELOPERS)
    sources = [each["src"] for each in page.all("script") if "src" in each]
    for source in (*sources, *(each["href"] for each in page.all("link") if "/" in each["href"])):
        answer = requests.get(site.address + source, timeout=60)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    stale = requests.get(f"{site.address}/assets/0000/pages.js", timeout=60)
    assert stale.headers["cache-control"] == "no-cache"
    assert requests.get(f"{site.address}/assets/0000/passwords", timeout=60).status_code == 404


def test_errors_are_pages_for_browsers_and_problems_for_programs(site):
    page = site.get("/nowhere", status=404)
    assert "There is nothing here" in page.text
    program = requests.get(f"{site.address}/nowhere", timeout=60)
    assert program.headers["content-type"] == "application/problem+json"
    browser = requests.get(f"{site.address}/api/v1/nowhere", headers=BROWSER, timeout=60)
    assert browser.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"scale": "XX"}, "scale"),
        ({"domain": "hobby"}, "domain"),
        ({"from": "a\0b"}, "from"),
        ({"to": "x" * 256}, "to"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_asked_names_the_field(site, parameters, field):
    page = site.get("/", status=422, **parameters)
    assert "That cannot be asked" in page.text
    assert f"{field}:" in page.text


def test_a_long_error_is_a_page_although_answers_of_its_length_are_compressed(site):
    unknown = {f"parameter_{number}": "x" for number in range(40)}
    page = site.get("/", status=422, **unknown)
    assert site.last.headers["content-encoding"] == "gzip"
    assert "parameter_39: there is no such parameter" in page.text


def test_a_search_of_too_many_words_is_a_page_too(site):
    page = site.get("/taxonomy", status=422, q=" ".join("abcdefghi"))
    assert "the search text has too many words" in page.text.lower()


def test_a_fault_of_ours_is_a_page_with_its_number(site, monkeypatch):
    def fail(*arguments):
        raise ZeroDivisionError("secret of the inside")

    monkeypatch.setattr(comparison, "move", fail)
    page = site.compare(CHEMISTS, DEVELOPERS, status=500)
    assert "This should not have happened" in page.text and "urn:uuid:" in page.text
    assert "secret" not in page.text


def test_before_the_first_publish_the_pages_say_so_and_the_runs_are_there(served_installation):
    page = served_installation.get("/", status=503)
    assert "Nothing is published yet" in page.text
    assert int(served_installation.last.headers["retry-after"]) > 0
    assert served_installation.get("/taxonomy", status=503)
    runs_page = served_installation.get("/runs")
    assert "Nothing is published yet" in runs_page.text
    assert "There was none yet" in runs_page.text


def test_who_asks_too_often_is_shown_a_page(installation):
    api = replace(installation.settings.api, reads_per_minute=2)
    with served(replace(installation, settings=replace(installation.settings, api=api))) as address:
        site = Site(address)
        for _ in range(2):
            site.get("/runs")
        assert "Too many requests" in site.get("/runs", status=429).text
        assert int(site.last.headers["retry-after"]) > 0


# ---- Suggestions


def test_suggestions_go_on_as_the_words_of_titles_begin(site):
    found = site.json("/suggestions", q="soft dev")
    assert found[0]["code"] == DEVELOPERS
    assert found[0]["title"] == "Software Developers" and found[0]["name"] is None


def test_suggestions_know_other_names_and_say_which(site, published):
    (name, title), *_ = published_rows(
        published,
        "select job_title, title from job_titles join occupations using (occupation_code) "
        "where title not like concat('%', job_title, '%') "
        "and job_title regexp '^[A-Za-z ]{12,40}$' "
        "group by job_title, title having count(*) = 1 order by job_title limit 1",
    )
    found = site.json("/suggestions", q=name.upper())
    assert {"title": title, "name": name}.items() <= found[0].items()


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "\\", "'", "zzzqx", "é", "💡"])
def test_suggestions_take_every_sign_as_it_is(site, typed):
    for each in site.json("/suggestions", q=typed):
        shown = unicodedata.normalize("NFKD", each["name"] or each["title"]).casefold()
        assert unicodedata.normalize("NFKD", typed)[0].casefold() in shown


# ---- The taxonomy


def test_the_tree_opens_step_by_step_and_never_whole(site, published):
    ((all_nodes,),) = published_rows(
        published,
        "select count(*) from occupation_hierarchy join esco_models using (model) where is_primary",
    )
    page = site.get("/taxonomy")
    steps = 0
    while opens := [
        each["href"] for each in page.all("a") if each.get("aria-label", "").startswith("Open ")
    ]:
        deeper = [link for link in opens if link.startswith("/taxonomy?group=25")] or opens[-1:]
        before = len(page.all("a"))
        page = site.get(deeper[0].partition("#")[0])
        steps += 1
        assert page.html.count('class="node"') < all_nodes
        assert [each for each in page.all("li") if each.get("id") == "here"]
        if steps == 4 or len(page.all("a")) == before:
            break
    assert steps >= 3


def test_a_group_shows_its_occupations_of_every_taxonomy(site):
    page = site.get("/taxonomy", group="25")
    assert "In Information and communications technology professionals, at any depth" in page.text
    assert "KeSCO" in page.text and "ESCO" in page.text


def test_a_search_finds_labels_of_every_taxonomy_and_leads_to_them(site):
    page = site.get("/taxonomy", q="developer")
    links = {link for link in page.links().values() if link.startswith("/taxonomy/occupations/")}
    assert {"onet", "kesco"} <= {link.split("/")[3].partition("%3A")[0] for link in links}
    for link in sorted(links)[:6]:
        assert site.get(link)


def test_what_nothing_is_called_is_said(site):
    page = site.get("/taxonomy", q="zzzqx")
    assert "Nothing is called “zzzqx”" in page.text


def test_an_occupation_of_onet_shows_levels_names_and_links(site):
    page = site.get(f"/taxonomy/occupations/onet:{DEVELOPERS}")
    assert "Level, 0 to 7" in page.text and "Programming" in page.text
    assert page.links()["Where could one go from here?"] == f"/?from={DEVELOPERS}"
    assert any(link.startswith("/taxonomy/occupations/esco") for link in page.links().values())


def test_an_unrated_occupation_says_why_it_has_no_skills(site):
    page = site.get(f"/taxonomy/occupations/onet:{DATA_SCIENTISTS}")
    assert "Its skills are not known: not rated by O*NET yet" in page.text


def test_every_published_occupation_has_a_page(site, published):
    chosen = published_rows(
        published,
        "select taxonomy, occupation_key, label from (select taxonomy, occupation_key, label, "
        "row_number() over (partition by taxonomy order by kenya_notes is null, occupation_key) "
        "as place from taxonomy_occupations) as ranked where place <= 5",
    )
    assert {taxonomy for taxonomy, *_ in chosen} >= {"onet", "esco", "kesco"}
    for taxonomy, key, label in chosen:
        page = site.get(
            f"/taxonomy/occupations/{requests.utils.quote(f'{taxonomy}:{key}', safe='')}"
        )
        assert " ".join(label.split()) in page.text


def test_notes_on_kenya_are_shown(site, published):
    taxonomy, key, notes = published_rows(
        published,
        "select taxonomy, occupation_key, kenya_notes from taxonomy_occupations "
        "where kenya_notes is not null limit 1",
    )[0]
    page = site.get(f"/taxonomy/occupations/{requests.utils.quote(f'{taxonomy}:{key}', safe='')}")
    assert " ".join(notes.split()) in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/taxonomy?group=99999",
        "/taxonomy?occupation=nothing",
        "/taxonomy/occupations/onet:00-0000.00",
        "/taxonomy/occupations/nothing",
    ],
)
def test_what_no_taxonomy_has_is_not_found(site, path):
    assert "There is nothing here" in site.get(path, status=404).text


# ---- The jobs (test_job_pages.py shows some)


def test_where_no_board_was_visited_page_and_api_say_so(site):
    page = site.get("/jobs")
    assert "Nothing was collected yet" in page.text and "./run_pipeline.sh jobs" in page.text
    assert "No board was visited yet" in page.text
    listed = site.json("/api/v1/jobs")
    assert listed["rows"] == [] and listed["total"] == 0
    counted = site.json("/api/v1/jobs/stats")
    assert counted["board_health"] == [] and counted["totals"]["postings"] == 0
    for answer in (listed, counted):
        assert "no visit of a job board" in answer["header"]["note"]
    table = requests.get(f"{site.address}/api/v1/jobs", params={"format": "csv"}, timeout=60)
    assert "no visit of a job board" in table.text


# ---- The runs


def test_the_runs_say_what_is_published_and_how_old_it_is(site, published):
    page = site.get("/runs")
    assert "onet sample (the committed sample)" in page.text
    (run,) = ledger.last_runs(
        published.server.engine("admin", published.settings.databases.landing), 1
    )
    assert f"{run.run_id} run published" in page.text
    assert "nightly run fresh" in page.text
    assert "Nothing is quarantined" in page.text


def test_what_was_refused_is_shown_with_file_line_and_reason_as_text(
    installation, served_installation
):
    engine = installation.server.engine("admin", installation.settings.databases.landing)
    with engine.begin() as connection:
        run = connection.execute(
            runs.insert().values(
                command="run",
                started_at=ledger.utc_now,
                ended_at=ledger.utc_now,
                status="failed",
                exit_code=1,
                host="here",
                pid=1,
                message=f"it broke {HOSTILE}\nmore of it",
            )
        ).inserted_primary_key[0]
        batch = connection.execute(
            batches.insert().values(
                run_id=run,
                source="onet",
                release_name="30.3",
                is_sample=False,
                status="refused",
                checksum="0" * 64,
                started_at=ledger.utc_now,
            )
        ).inserted_primary_key[0]
        connection.execute(
            quarantine.insert().values(
                batch_id=batch,
                source_file="Skills.txt",
                source_line=17,
                table_name="onet_skills",
                reason="wrong_number_of_fields",
                detail=HOSTILE,
                raw_line=HOSTILE,
            )
        )
    page = served_installation.get("/runs")
    assert "Skills.txt 17 wrong_number_of_fields onet 30.3 refused" in page.text
    assert "failed exit code 1" in page.text and "more of it" not in page.text
    assert not page.all("img")
