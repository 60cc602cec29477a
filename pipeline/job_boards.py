"""The job boards that are switched on, visited by a run before it looks for what to land."""

from __future__ import annotations

from collections.abc import Iterator

from extract.jobs.collecting import collect
from extract.jobs.registry import switched_on
from pipeline.console import Console
from pipeline.errors import SkillgapError
from pipeline.settings import Settings


def visit_boards(settings: Settings, console: Console) -> Iterator[tuple[str, SkillgapError]]:
    """Visit them all, and then yield each that could not be read as it should, with the reason.

    What they show lies in ``data/jobs`` afterwards, a delivery file a visit. A visit that went
    wrong leaves a file too: the marts say of it why nothing follows from it.
    """
    boards, lacking = switched_on(settings.jobs)
    for board in lacking:
        yield (
            board.name,
            SkillgapError(
                "a job board is switched on and cannot be read without a setting",
                where=board.name,
                expected=", or ".join(" and ".join(way.needs) for way in board.ways),
                advice="set it in .env, or take the board out of SKILLGAP_JOBS_BOARDS",
            ),
        )
    if not boards:
        return
    try:
        results = collect(boards, settings.jobs, settings.data / "jobs", console)
    except SkillgapError as error:  # no contact, or somebody else collects
        yield "job boards", error
        return
    for result in results:
        if not result.went_well:
            yield (
                result.board,
                SkillgapError(
                    "a job board could not be read as it should",
                    where=result.board,
                    found=f"{result.outcome}: {result.words}",
                    state="no listing of it is taken for gone",
                    advice=f"./run_pipeline.sh jobs check {result.board}    shows what it answers",
                ),
            )
