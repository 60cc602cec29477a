"""A run from the source files to the published tables.

Read it top to bottom: take the locks, migrate, land what is new, stop if
nothing changed, build and test, publish, write down how it went. Whatever
fails, the published tables stay those of the last good run.

A delivery that cannot be used does not stop the others: it is left out, its
release's last good batch serves on, and the run says so and ends with exit
code 4. Faults of the machine (server, disk) end the run instead.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Literal

import pymysql
from sqlalchemy.exc import DBAPIError

from extract.delivery import Delivery
from extract.errors import DownloadFailed, RefusedDelivery
from extract.jobs.visit_files import SOURCE as JOBS
from extract.jobs.visit_files import SUFFIX, each_visit_once
from extract.onet.newest import NEWEST
from extract.onet.releases import check_release_name
from extract.onet.web_services.contracts import SOURCE as ONET_API
from extract.onet.web_services.errors import WebServicesFailed
from extract.sources import SOURCES, TITLES, title_of
from extract.tabular import added_columns, may_be_cut, tables_in
from extract.written import SOURCE as WRITTEN
from load.batches import (
    FileOutcome,
    batch_of,
    discard_unfinished,
    files_gone,
    load_batch,
    make_ready,
    refuse_landed,
)
from load.errors import LoadError
from load.model_level_deliveries import model_level_deliveries
from load.onet_api_deliveries import deliveries as onet_api_deliveries
from load.reviewed_titles import ReviewedTitle, all_reviews
from load.written_deliveries import deliveries as written_deliveries
from pipeline import compiled, databases, ledger, onet_api, transform
from pipeline.console import Console
from pipeline.downloads import onet_downloads, release_folders
from pipeline.errors import INTERRUPTED, SkillgapError, UsageError
from pipeline.fingerprint import input_fingerprint
from pipeline.job_boards import visit_boards
from pipeline.job_duplicates import find_duplicates
from pipeline.job_labels import label_deliveries
from pipeline.job_matches import match_titles
from pipeline.job_readings import read_sightings
from pipeline.job_skills import find_skills
from pipeline.leftovers import end_leftover_builds, end_leftover_loads
from pipeline.locks import ServerLock, file_lock, server_lock
from pipeline.machine_faults import named_faults
from pipeline.publish import (
    MartSet,
    Publication,
    built_by,
    live_invocation,
    newest_publication,
    publish,
)
from pipeline.retention import tidy
from pipeline.run_log import run_log
from pipeline.server import Server, find_or_start
from pipeline.settings import Settings
from pipeline.text_similarities import compare_texts
from pipeline.title_links import link_titles

SAMPLES = Path("data", "sample")


@dataclass(frozen=True)
class Request:
    """What was asked of a run.

    Args:
        onet_folders: release folders named in the call.
        onet_downloads: names of releases to download where they are not there; folders and
            names of the call win over those of the settings.
        onet_release: the release to publish; None takes the newest that is ready.
        accept_shrink: take a file that lost more than 5% of its rows.
        source_places: folders or files by source (not O*NET's) named in the call; they win
            over those of the settings.
        esco_model: the ESCO model that is the primary one; None takes the newest.
        extraction: what to read of the O*NET Web Services by name.
        supplement: ask the Web Services for what the files lack; None does so where there are
            credentials and nothing is read by name.
        visit_boards: visit the job boards that are switched on, unless deliveries of theirs are
            named in the call.
    """

    onet_folders: tuple[Path, ...] = ()
    onet_downloads: tuple[str, ...] = ()
    onet_release: str | None = None
    accept_shrink: bool = False
    source_places: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    esco_model: str | None = None
    extraction: onet_api.Extraction | None = None
    supplement: bool | None = None
    visit_boards: bool = True


@dataclass(frozen=True)
class Failure:
    """A delivery that was left out, and why."""

    delivery: str
    error: SkillgapError


@dataclass
class Summary:
    """How a run ended: what it published, what it left out, the seconds each step took."""

    run_id: int
    status: Literal["published", "unchanged"]
    seconds: dict[str, float] = field(default_factory=dict)
    publication: Publication | None = None
    failures: list[Failure] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0, or 4 if a delivery was left out."""
        return 4 if self.failures else 0

    @property
    def message(self) -> str | None:
        """What failed, for the ledger."""
        return "\n".join(f"{f.delivery}: {f.error}" for f in self.failures) or None

    def leave_out(self, delivery: str, error: SkillgapError, console: Console) -> None:
        """Note that a delivery failed, and say so at once."""
        self.failures.append(Failure(delivery, error))
        console.error(error)
        console.warn(f"{delivery} is left out; the last good batches serve on")

    @contextmanager
    def step(self, name: str):
        """Time a step."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - started


def run(settings: Settings, request: Request, console: Console) -> Summary:
    """Do a whole run and return how it ended.

    Raises:
        LockHeldError: another run is at work.
        UsageError: a folder that was named does not exist, a release is not landed, or its
            name is none; the Web Services are to be asked, and there are no credentials.
        ServerLost, DiskFull: the machine failed.
        SkillgapError: the run failed; the published tables are as they were.
    """
    settings = replace(
        settings,
        onet_release=request.onet_release or settings.onet_release,
        esco_model=request.esco_model or settings.esco_model,
    )
    places, names = inputs(settings, request)
    _check_credentials(settings, request)
    with file_lock(settings.local), run_log(settings.local, console):
        server = find_or_start(settings, console)
        databases.create(server, settings)
        loader = server.engine("loader", settings.databases.landing)
        with (
            named_faults(server.endpoint, settings.local),
            server_lock(loader, settings.prefix) as lock,
        ):
            _recover(settings, server, console)
            run_id = console.run_id = ledger.open_run(loader, "run")
            summary = Summary(run_id, "unchanged")
            try:
                with named_faults(server.endpoint, settings.local):
                    _work(settings, server, request, places, names, lock, summary, console)
            except BaseException as error:
                exit_code, message = _end_by(error)
                with suppress(DBAPIError):  # without its server; the next run notes the end
                    ledger.close_run(
                        loader,
                        run_id,
                        "failed",
                        exit_code,
                        message=message,
                        seconds=summary.seconds,
                    )
                raise
    return summary


def _end_by(error: BaseException) -> tuple[int, str]:
    """Return the exit code and the words that the ledger keeps of a run that failed."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED, "interrupted"
    return (error.exit_code if isinstance(error, SkillgapError) else 1), str(error)


def inputs(settings: Settings, request: Request) -> tuple[dict[str, list[Path]], list[str]]:
    """Return the folders and files of a run by source, and the O*NET releases to download.

    Of each source they are those of the call, else those set, else whatever lies below
    ``data/<source>`` (a folder a release), else the sample.

    Raises:
        UsageError: a place that was named or set does not exist, or a release's name is none.
    """
    names = list(request.onet_downloads)
    if not request.onet_folders and not names:
        names = list(settings.onet_downloads)
    for name in names:
        if name != NEWEST:
            check_release_name(name)
    places = {}
    for source in SOURCES.values():
        if source.name == "onet":
            is_asked = request.onet_folders or request.onet_downloads
            named = request.onet_folders if is_asked else settings.onet_folders
        else:
            named = request.source_places.get(source.name) or settings.source_places.get(
                source.name, ()
            )
        for place in named:
            if not place.exists() or not (source.takes_files or place.is_dir()):
                raise UsageError(
                    "there is no such folder",
                    where=str(place),
                    expected=source.expected,
                    advice="name the folder that holds the files, as its publisher names them",
                )
        if named or (source.name == "onet" and names):
            places[source.name] = list(named)
        else:
            places[source.name] = _found(settings, source.name) or [
                folder
                for name in source.samples
                if (folder := settings.root / SAMPLES / name).is_dir()
            ]
    return places, names


def _check_credentials(settings: Settings, request: Request) -> None:
    if settings.onet_api is None and (request.extraction or request.supplement):
        raise UsageError(
            "the O*NET Web Services are to be asked, and there are no credentials for them",
            expected="SKILLGAP_ONET_API_KEY, or SKILLGAP_ONET_API_USER and "
            "SKILLGAP_ONET_API_PASSWORD",
            state="nothing was read",
            advice="register at https://services.onetcenter.org/, then set the key in .env",
        )


def _found(settings: Settings, source: str) -> list[Path]:
    """Return ``data/<source>`` if tables lie in it, and each folder below it that is not empty.

    Of a history it is the folder itself, once a delivery lies in it at any depth: what visits keep
    for the next one is none, and files whose visit has landed may have been moved away.
    """
    if source == "onet":
        return sorted(path.parent for path in onet_downloads(settings).glob("*/Read Me.txt"))
    folder = settings.data / source
    if not folder.is_dir():
        return []
    if SOURCES[source].is_history:
        return [folder] if any(folder.rglob(f"*{SUFFIX}")) else []
    below = (path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    return [
        *([folder] if tables_in(folder) else []),
        *sorted(path for path in below if any(path.iterdir())),
    ]


def _check_releases(deliveries: list[Delivery]) -> None:
    named: dict[tuple[str, str], list[Delivery]] = {}
    for delivery in deliveries:
        named.setdefault((delivery.source, delivery.release_name), []).append(delivery)
    for (source, _), same in named.items():
        if len(same) > 1:
            raise UsageError(
                f"two folders hold the same {SOURCES[source].title} release",
                found=", ".join(f"{d.folder} ({d.release_name})" for d in same),
                expected="one folder a release",
            )


def _recover(settings: Settings, server: Server, console: Console) -> None:
    """Clear away what a killed run left: its statements, its half-landed batches, its record."""
    loader = server.engine("loader", settings.databases.landing)
    with (
        server.engine("builder", autocommit=True).connect() as builder,
        loader.connect() as connection,
    ):
        for ended in (
            *end_leftover_builds(builder, settings),
            *end_leftover_loads(connection, settings),
        ):
            console.warn(f"ended a statement that a killed run had left at work: {ended}")
    for migrated in databases.migrate(server, settings):
        console.say(migrated)
    killed = ledger.mark_killed_runs(loader)
    with _loading(server, settings) as connection:
        make_ready(connection, built_by(server, settings))
        discarded = discard_unfinished(connection)
    if killed:
        console.warn(
            f"run {', '.join(map(str, killed))} was killed"
            + (f"; took out {len(discarded)} half-landed batches" if discarded else "")
        )


def _work(
    settings: Settings,
    server: Server,
    request: Request,
    places: dict[str, list[Path]],
    names: list[str],
    lock: ServerLock,
    summary: Summary,
    console: Console,
) -> None:
    loader = server.engine("loader", settings.databases.landing)
    run_id = summary.run_id
    if names:
        with summary.step("download"):
            for name in names:
                with _or_without(f"O*NET {name}", summary, console):
                    places["onet"] += release_folders(settings, [name], console)
    if settings.jobs.boards and request.visit_boards and not request.source_places.get("jobs"):
        with summary.step("visit"):
            for board, error in visit_boards(settings, console):
                summary.leave_out(board, error, console)
        places["jobs"] = [*settings.source_places.get("jobs", ()), *_found(settings, "jobs")]
    with summary.step("extract"):
        deliveries = []
        for source, folders in places.items():
            for folder in dict.fromkeys(folders):
                refuse = partial(summary.leave_out, console=console)
                with _or_without(str(folder), summary, console):
                    deliveries += SOURCES[source].find_deliveries(folder, refuse)
        visits = [each for each in deliveries if each.source == JOBS]
        deliveries = [each for each in deliveries if each.source != JOBS]
        deliveries += each_visit_once(visits, partial(summary.leave_out, console=console))
        _check_releases(deliveries)
    with summary.step("load"):
        for delivery in _not_landed_yet(settings, server, deliveries, console):
            with _or_without(title_of(delivery.source, delivery.release_name), summary, console):
                _land(settings, server, request, delivery, run_id, console)
    if settings.onet_api:
        with (
            summary.step("ask"),
            _or_without(TITLES[ONET_API], summary, console),
        ):
            if request.extraction:
                onet_api.extract(settings, server, request.extraction, console)
            if request.supplement or (request.supplement is None and not request.extraction):
                onet_api.supplement(settings, server, console)
    with summary.step("load"):
        app = server.engine("loader", settings.databases.app)
        has_landed = any(batch.source == WRITTEN for batch in ledger.ready_batches(loader))
        for delivery in (
            *onet_api_deliveries(app),
            *model_level_deliveries(app),
            *written_deliveries(app, has_landed=has_landed),
        ):
            with _or_without(title_of(delivery.source, delivery.release_name), summary, console):
                _land(settings, server, request, delivery, run_id, console)
    fingerprint, built = _build_on_what_is_good(settings, server, summary, console)
    if built is not None:
        lock.check()
        mart_set = MartSet.from_dbt(built.manifest, built.results, built.invocation_id)
        with summary.step("compile"):
            analyses = transform.compile_analyses(settings, server, built)
            compiled.prepare(settings, mart_set, analyses, built.manifest)
        with summary.step("publish"):
            summary.publication = publish(mart_set, server, settings, run_id, console)
            compiled.show(settings, summary.publication, console)
        with summary.step("tidy"), _loading(server, settings) as connection:
            make_ready(connection, run_id)
        summary.status = "published"
    with summary.step("tidy"):
        tidy(settings, server, built.manifest if built else None, console)
    ledger.close_run(
        loader,
        run_id,
        summary.status,
        summary.exit_code,
        input_fingerprint=fingerprint,
        invocation_id=built.invocation_id if built else None,
        message=summary.message,
        seconds=summary.seconds,
    )
    seconds = sum(summary.seconds.values())
    steps = ", ".join(f"{name} {taken:.1f} s" for name, taken in summary.seconds.items())
    console.say(
        f"run {run_id} {summary.status}, {seconds:.1f} s ({steps})",
        run_id=run_id,
        status=summary.status,
        seconds={name: round(taken, 3) for name, taken in summary.seconds.items()},
        exit_code=summary.exit_code,
    )


@contextmanager
def _or_without(delivery: str, summary: Summary, console: Console) -> Iterator[None]:
    """Go on without a delivery that cannot be fetched, read or landed."""
    try:
        yield
    except (DownloadFailed, RefusedDelivery, LoadError, WebServicesFailed) as error:
        summary.leave_out(delivery, error, console)


def _build_on_what_is_good(
    settings: Settings, server: Server, summary: Summary, console: Console
) -> tuple[str, transform.Build | None]:
    """Build and test; if new deliveries are to blame for a failure, do it without them.

    To blame are those of the sources that the failed tests and models read; where none of these
    is new, whatever is.

    Returns:
        The fingerprint of the input, and the build, or None if readers see its result already.

    Raises:
        SkillgapError: there is nothing good to build on, or the build failed for another reason.
    """
    loader = server.engine("loader", settings.databases.landing)
    while True:
        batches = ledger.ready_batches(loader)
        _check_something_is_good(settings, batches, summary)
        reviews = _reviews(settings, server)
        fingerprint = input_fingerprint(settings, batches, reviews)
        if _is_published(settings, server, fingerprint):
            return fingerprint, None
        with summary.step("link"):
            link_titles(loader, batches, console)
            compare_texts(loader, batches, settings.onet_release, console)
            read_sightings(loader, batches, console)
            find_duplicates(loader, batches, console)
        with summary.step("match"):
            labels = label_deliveries(batches, settings.onet_release, settings.esco_model, reviews)
            match_titles(loader, labels, console)
            find_skills(loader, batches, settings.esco_model, console)
        try:
            with summary.step("build"):
                return fingerprint, _build(settings, server, summary.run_id, console)
        except transform.BuildFailed as error:
            if not error.blames_data:
                raise
            with _loading(server, settings) as connection:
                refused = refuse_landed(
                    connection, str(error), error.blamed_sources
                ) or refuse_landed(connection, str(error))
            if not refused:
                raise
            names = ", ".join(title_of(source, release_name) for source, release_name in refused)
            summary.leave_out(names, error, console)


def _reviews(settings: Settings, server: Server) -> list[ReviewedTitle]:
    with server.engine("loader", settings.databases.app).connect() as connection:
        return all_reviews(connection)


def _not_landed_yet(
    settings: Settings, server: Server, deliveries: list[Delivery], console: Console
) -> Iterator[Delivery]:
    """Yield the deliveries but those of a history that have landed, which are only counted."""
    landed: dict[str, int] = {}
    for delivery in deliveries:
        if SOURCES[delivery.source].is_history:
            with _loading(server, settings) as connection:
                if batch_of(connection, delivery) is not None:
                    landed[delivery.source] = landed.get(delivery.source, 0) + 1
                    continue
        yield delivery
    for source, count in landed.items():
        console.say(f"{SOURCES[source].title}   {count:,} deliveries unchanged")


def _land(
    settings: Settings,
    server: Server,
    request: Request,
    delivery: Delivery,
    run_id: int,
    console: Console,
) -> None:
    """Land one delivery, or say that it has not changed."""
    named = title_of(delivery.source, delivery.release_name)
    with _loading(server, settings) as connection:
        known = batch_of(connection, delivery)
        if known is not None:
            console.say(f"{named}   unchanged since batch {known}")
            return
        files = "1 file" if len(delivery.files) == 1 else f"{len(delivery.files)} files"
        console.say(f"{named}   {files} from {delivery.folder}")
        total = sum(file.size for file in delivery.files)
        with console.progress(f"landing {named}", total=None) as bar:
            batch_id = load_batch(
                connection,
                run_id,
                delivery,
                accept_shrink=request.accept_shrink,
                report=_file_line(console),
                advance=bar.advance,
            )
        gone = files_gone(connection, batch_id, delivery)
    console.say(f"landed batch {batch_id}: {named}, {total / 1e6:.1f} MB")
    if delivery.unknown:
        console.say(
            f"{len(delivery.unknown)} files that no contract knows were left alone: "
            + ", ".join(delivery.unknown)
        )
    if delivery.passed_over:
        console.say(
            "left alone, for another file holds the same more fully: "
            + ", ".join(delivery.passed_over)
        )
    for file in delivery.files:
        if added := added_columns(file):
            console.say(
                f"{file.name} has columns that its contract does not name; they are kept in "
                f"{file.contract.table}.extra: " + ", ".join(added)
            )
        if may_be_cut(file):
            console.warn(
                f"the last row of {file.name} has no line end: if the file was cut off, it is there"
            )
    if gone:
        console.warn(f"{named} lacks what {gone[0]} had: " + ", ".join(gone[1]))


def _file_line(console: Console) -> Callable[[FileOutcome], None]:
    def report(outcome: FileOutcome) -> None:
        console.say(
            f"  {outcome.name:<34} {outcome.rows_read:>9,} read {outcome.rows_landed:>9,} landed "
            f"{outcome.rows_quarantined:>5,} quarantined {outcome.seconds:>6.1f} s",
            file=outcome.name,
            rows_read=outcome.rows_read,
            rows_landed=outcome.rows_landed,
            rows_quarantined=outcome.rows_quarantined,
        )

    return report


def _check_something_is_good(
    settings: Settings, batches: list[ledger.ReadyBatch], summary: Summary
) -> None:
    landed = {
        source: [batch.release_name for batch in batches if batch.source == source]
        for source in ("onet", "esco")
    }
    release, model = settings.onet_release, settings.esco_model
    is_released = landed["onet"] and (not release or release in landed["onet"])
    if is_released and (not model or model in landed["esco"]):
        return
    if summary.failures:
        raise summary.failures[-1].error
    if not is_released:
        raise UsageError(
            f"O*NET {release} is not landed, so it cannot be published",
            found="landed: " + (", ".join(landed["onet"]) or "no release"),
            advice="name its folder with --onet-dir, or ask for one that is landed",
        )
    raise UsageError(
        f"the ESCO model {model} is not landed, so it cannot be the primary one",
        found="landed: " + (", ".join(landed["esco"]) or "no model"),
        advice="name its folder with --source esco --path, or ask for one that is landed",
    )


def _is_published(settings: Settings, server: Server, fingerprint: str) -> bool:
    """Tell whether readers already see the set that this input leads to, its analyses too."""
    last = ledger.last_good_run(server.engine("loader", settings.databases.landing))
    if last is None or last.input_fingerprint != fingerprint:
        return False
    live = live_invocation(server, settings)
    return (
        live is not None
        and live == newest_publication(server, settings)
        and live == compiled.shown(settings)
    )


def _build(settings: Settings, server: Server, run_id: int, console: Console) -> transform.Build:
    loader = server.engine("loader", settings.databases.landing)
    with console.progress("building and testing the models", unit="models and tests") as bar:
        try:
            built = transform.build(settings, server, run_id, on_node=lambda node: bar.advance())
        except transform.BuildFailed as error:
            ledger.record_build(loader, run_id, error.invocation_id, error.outcomes)
            raise
    ledger.record_build(loader, run_id, built.invocation_id, built.outcomes)
    console.say(
        f"built {built.count('model')} models, {built.count('test')} tests passed, "
        f"{built.seconds:.1f} s"
    )
    return built


@contextmanager
def _loading(server: Server, settings: Settings) -> Iterator[pymysql.connections.Connection]:
    """Open a raw PyMySQL connection of the loader on ``<prefix>_landing``."""
    engine = server.engine("loader", settings.databases.landing)
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, pymysql.connections.Connection)
        yield raw
