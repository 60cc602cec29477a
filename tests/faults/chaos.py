"""Random damage to random files and random kills of real runs, on and on; run by hand.

    .venv/bin/python -m tests.faults.chaos --minutes 30 --seed 1 [--whole] [--step N]

On a server of its own, which is thrown away, each step delivers files, damages one of them (or
none), runs the command line, and kills it after a random time (or does not). Then it looks

- that nothing is lost: each line of each file of a ready batch is landed or quarantined, and what
  is landed and published is staged or rejected;
- that nothing is half: readers see the set of before, unchanged, or a whole new one, and the new
  one holds what its delivery does;
- that each refusal is a sentence: what, where, what to do; no traceback, and an exit code that is
  documented;
- that a run on whole files recovers by itself, and leaves nothing lying about.

``--whole`` takes the real project and copies of all committed samples (minutes a step); without it
a project of two marts runs (seconds). A step's damage and kill (as a share of a run's time) follow
from seed and number, so that ``--step N`` takes that step alone. The exit code is 1 at any
violation.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.check_marts import check_onet
from benchmarks.recomputed.onet_files import read_release
from benchmarks.recomputed.reconciliation import reconcile
from pipeline.console import Console
from pipeline.private_server import throwaway_server
from pipeline.run import Request, run
from pipeline.server import Accounts, Server
from pipeline.settings import ROOT, Account, Endpoint
from tests.conftest import PACKAGES, an_installation
from tests.faults.damage import damage_a_file
from tests.faults.site import NEVER, STRUCK_AT, Site
from tests.faults.small_project import write_small_project
from tests.release import OCCUPATIONS, SAMPLE, write_file, write_release

SAMPLES = SAMPLE.parent
FURTHER_SOURCES = {  # of a committed sample -> a folder's name, by which it is a real release
    "esco": "ESCO v1.1.1",
    "kesco": "kesco",
    "crosswalks": "crosswalks",
    "labour_market": "labour market 2026",
}
LONGEST_RUN = 600  # seconds; what is still at work then hangs
DOCUMENTED = {0, 1, 3, 4}  # 2 is a wrong call, and no call here is wrong
TELLING = ("  where ", "  found ", "  expected ", "  state ", "  try ")
KILLED = -signal.SIGKILL
PAIRS = 20  # gaps compared after a run of the whole project


@dataclass
class Delivered:
    """Folders that a run is given.

    Args:
        onet: a release of O*NET.
        further: a folder of each other source; none for the small project.
        title: what the chemists of the release are called or described as, new each time.
    """

    onet: Path
    further: dict[str, Path]
    title: str

    @property
    def folders(self) -> list[Path]:
        return [self.onet, *self.further.values()]


@dataclass
class Chaos:
    """An installation, the files delivered to it, and what went wrong.

    Args:
        site: where it runs.
        whole: the real project, not the small one.
        lines: checksum of a file that was delivered -> its lines below the header.
        folders: description of the chemists -> folder of the release that has it.
        titles: those of each release that was delivered.
        violations: what was promised and not kept.
        seen: what happened, counted.
        seconds: how long a run takes that nobody kills.
    """

    site: Site
    whole: bool
    lines: dict[str, int] = field(default_factory=dict)
    folders: dict[str, Path] = field(default_factory=dict)
    titles: list[set[str]] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    seen: Counter = field(default_factory=Counter)
    seconds: float = 5.0
    number: int = 0  # of deliveries

    def step(self, number: int, chance: random.Random) -> None:
        """Let one to three runs go wrong, each looked at, then one go right."""
        for _ in range(chance.choice((1, 1, 2, 3))):
            delivered = self.delivery()
            what = damage_a_file(chance, delivered.folders) if chance.random() < 0.75 else "whole"
            self.note(delivered)
            kill_after = chance.uniform(0, 1.2 * self.seconds) if chance.random() < 0.5 else None
            at = f"step {number}: {what}, " + (
                "not killed" if kill_after is None else f"killed after {kill_after:.2f} s"
            )
            before = self.site.checksums()
            code, said = self.real_run(delivered, kill_after)
            self.seen[what.split(" in ")[0].split(" ")[0]] += 1
            self.seen[f"exit {code}" if code != KILLED else "killed"] += 1
            self.look(f"{at}, exit {code}", code, said, before, delivered)
        self.recover(f"step {number}")

    def delivery(self) -> Delivered:
        """Write whole files, with a description of the chemists that was never there before."""
        self.number += 1
        title = f"Chemists {self.number}"
        folder = self.site.folder / f"chaos-{self.number}"
        if not self.whole:
            rows = [(*OCCUPATIONS[0], "w"), (OCCUPATIONS[1][0], title, "w")]
            changed = {"Occupation Data.txt": rows}
            return Delivered(write_release(folder / "onet", changed=changed), {}, title)
        shutil.copytree(SAMPLES / "onet", folder / "onet")
        read_me = "O*NET 30.3 Database\r\nMay 2026 Release\r\n"
        (folder / "onet" / "Read Me.txt").write_text(read_me, encoding="utf-8")
        occupations = (folder / "onet" / "Occupation Data.txt").read_text("utf-8").splitlines()
        rows = [line.split("\t") for line in occupations[1:]]
        for row in rows:
            row[2] = title if row[0] == OCCUPATIONS[1][0] else row[2]
        write_file(folder / "onet", "Occupation Data.txt", rows)
        further = {
            source: Path(shutil.copytree(SAMPLES / source, folder / name))
            for source, name in FURTHER_SOURCES.items()
        }
        return Delivered(folder / "onet", further, title)

    def note(self, delivered: Delivered) -> None:
        """Count the lines of each file, to compare with what the ledger will say of them."""
        for path in delivered.onet.glob("*.txt"):
            content = path.read_bytes()
            self.lines[hashlib.sha256(content).hexdigest()] = content.count(b"\n") - 1
        self.folders[delivered.title] = delivered.onet
        if (delivered.onet / "Occupation Data.txt").exists():
            self.titles.append(titles_in(delivered.onet))

    def real_run(self, delivered: Delivered, kill_after: float | None) -> tuple[int, str]:
        """Run the command line in a process of its own; return its exit code and what it said."""
        named = ["run", "--onet-dir", str(delivered.onet)]
        places = {f"SKILLGAP_{name.upper()}_DIR": str(p) for name, p in delivered.further.items()}
        root = str(self.site.settings.root)
        command = [sys.executable, str(STRUCK_AT), root, "pipeline.run:run", "before", str(NEVER)]
        started = time.monotonic()
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                [*command, "--", *named],
                env={**os.environ, **self.site.environment(), **places},
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                process.wait(LONGEST_RUN if kill_after is None else kill_after)
            except subprocess.TimeoutExpired:
                if kill_after is None:
                    self.violate(f"a run hangs for {LONGEST_RUN} s")
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            said.seek(0)
            text = said.read().decode("utf-8", "replace")
        if process.returncode == 0 and "published" in text:
            self.seconds = time.monotonic() - started
        return process.returncode, text

    def look(
        self, at: str, code: int, said: str, before: dict[str, tuple], delivered: Delivered
    ) -> None:
        """Compare what there is with what was promised."""
        if code != KILLED:
            self.look_at_words(at, code, said)
        self.wait_for_swaps()
        after = self.site.checksums()
        self.look_at_readers(at, code, before, after, delivered)
        self.look_at_lines(at)

    def look_at_words(self, at: str, code: int, said: str) -> None:
        lines = said.splitlines()
        if code not in DOCUMENTED:
            self.violate(f"{at}: an exit code that nobody documents\n{said[-3000:]}")
        if "Traceback (most recent call last)" in said:
            self.violate(f"{at}: a traceback\n{said[-3000:]}")
        if code in (1, 4):
            errors = [place for place, line in enumerate(lines) if line.startswith("error: ")]
            if not errors:
                self.violate(f"{at}: no sentence says what is wrong\n{said[-3000:]}")
            for place in errors:
                if not any(line.startswith(TELLING) for line in lines[place + 1 : place + 3]):
                    self.violate(f"{at}: an error without where or advice: {lines[place]}")
                self.seen[f"said: {self.kind_of(lines[place])}"] += 1

    def kind_of(self, line: str) -> str:
        """Return an error's sentence without the names and numbers in it."""
        words = line.removeprefix("error: ").split()
        return " ".join(word for word in words if word.isalpha())[:60]

    def wait_for_swaps(self) -> None:
        """A killed client's RENAME may still be at work; it ends by itself."""
        query = (
            "select id from information_schema.processlist where info like '/* swap of %' "
            "and id <> connection_id()"
        )
        deadline = time.monotonic() + 30
        while self.site.admin(query):
            if time.monotonic() > deadline:
                self.violate("a swap does not end")
                return
            time.sleep(0.1)

    def look_at_readers(
        self,
        at: str,
        code: int,
        before: dict[str, tuple],
        after: dict[str, tuple],
        delivered: Delivered,
    ) -> None:
        """The set is that of before to the byte, or another by its marker, and whole."""
        changed = {name for name in before.keys() | after if before.get(name) != after.get(name)}
        if "publication" not in changed:
            if changed:
                self.violate(f"{at}: the set is that of before, but not {sorted(changed)}")
            return
        self.seen["a new set"] += 1
        if not {"publication", "published_releases"} <= changed:
            self.violate(f"{at}: half a set: only {sorted(changed)} changed")
        if after.keys() != before.keys():
            self.violate(f"{at}: tables came or went: {sorted(before.keys() ^ after)}")
        if self.whole:
            self.look_at_rows(at)
        elif code == 0 and self.site.titles() != (due := titles_in(delivered.onet)):
            self.violate(f"{at}: readers see {self.site.titles()}, the file has {due}")
        elif (seen := self.site.titles()) not in self.titles:
            # what a killed run had landed whole may be published by the next, whose own was refused
            self.violate(f"{at}: readers see {seen}, which no delivery had")

    def look_at_rows(self, at: str) -> None:
        """Make every table of O*NET anew from the release that is published, if all of it is."""
        databases = self.site.settings.databases
        names = {"landing": databases.landing, "build": databases.build}
        [(batch, description)] = self.site.admin(
            "select batch_id, description from occupations "
            f"where occupation_code = '{OCCUPATIONS[1][0]}'",
            databases.published,
        ) or [(None, None)]
        folder = self.folders.get(description)
        if folder is None or self.refused_rows(batch):
            self.seen["a new set of which rows were refused"] += 1
            return
        release = read_release(folder)
        engine = self.site.installation.server.engine("admin", databases.published)
        with engine.connect() as connection:
            for found in check_onet(connection, names, release, PAIRS):
                # another run may have begun to build what staging shows
                if found.count and not found.name.startswith("lines of"):
                    self.violate(f"{at}: {found.name}: {'; '.join(found.first)}")
        self.seen["a new set compared row by row"] += 1

    def refused_rows(self, batch: int) -> int:
        """Return how many rows of a batch are quarantined, or rejected by the models."""
        databases = self.site.settings.databases
        total = self.site.ledger(f"select count(*) from quarantine where batch_id = {batch}")[0][0]
        for (name,) in self.site.admin(
            "select table_name from information_schema.tables where table_schema = "
            f"'{databases.build}' and table_name like 'stg\\_onet\\_\\_%\\_rejected'"
        ):
            query = f"select count(*) from `{name}` where batch_id = {batch}"
            total += self.site.admin(query, databases.build)[0][0]
        return total

    def look_at_lines(self, at: str) -> None:
        """Each line of each file of a batch that readers may see is landed or quarantined."""
        rows = self.site.ledger(
            "select batch_id, source_file, table_name, sha256, rows_read, rows_landed, "
            "rows_quarantined from deliveries inner join batches using (batch_id) "
            "where batches.status in ('ready', 'landed')"
        )
        for batch, file, table, checksum, read, landed, quarantined in rows:
            of_file = f"batch_id = {batch} and source_file = '{file}'"
            [(in_landing,)] = self.site.ledger(f"select count(*) from `{table}` where {of_file}")
            [(aside,)] = self.site.ledger(f"select count(*) from quarantine where {of_file}")
            lines = self.lines.get(checksum, read)
            if not lines == read == landed + quarantined == in_landing + aside:
                self.violate(
                    f"{at}: batch {batch}, {file}: {lines} lines, {read} read, {landed} + "
                    f"{quarantined} noted, {in_landing} + {aside} there"
                )
        self.seen["files reconciled"] += len(rows)

    def recover(self, at: str) -> None:
        """Run on whole files, as the next night does, and see that nothing is left of the fault."""
        delivered = self.delivery()
        self.note(delivered)
        code, said = self.real_run(delivered, None)
        at = f"{at}: the clean run after it, exit {code}"
        if code != 0:
            self.violate(f"{at}: it does not recover\n{said[-3000:]}")
            return
        if untidy := self.site.untidy():
            self.violate(f"{at}: left behind: {untidy}")
        if self.whole:
            [(description,)] = self.site.admin(
                f"select description from occupations where occupation_code = "
                f"'{OCCUPATIONS[1][0]}'",
                self.site.settings.databases.published,
            )
            if description != delivered.title:
                self.violate(f"{at}: readers see {description}, not {delivered.title}")
            self.look_at_rows(at)
            self.look_at_staging(at, delivered)
        elif self.site.titles() != titles_in(delivered.onet):
            self.violate(f"{at}: readers see {self.site.titles()}")
        self.look_at_lines(at)
        self.seen["recovered"] += 1
        for old in sorted(self.site.folder.glob("chaos-*")):
            if old != delivered.onet.parent:
                shutil.rmtree(old)

    def look_at_staging(self, at: str, delivered: Delivered) -> None:
        databases = self.site.settings.databases
        names = {"landing": databases.landing, "build": databases.build}
        release = read_release(delivered.onet)
        lines = {file.name: len(file.lines) for file in release.files}
        engine = self.site.installation.server.engine("admin", databases.published)
        with engine.connect() as connection:
            found = reconcile(connection, names, "onet", release.name, lines)
        for what in found.first:
            self.violate(f"{at}: {what}")

    def violate(self, what: str) -> None:
        """Note it and say it at once."""
        self.violations.append(what)
        print(f"VIOLATION: {what}", flush=True)


def titles_in(folder: Path) -> set[str]:
    """Return the titles of the well-formed lines of a release's occupations."""
    titles = set()
    for line in (folder / "Occupation Data.txt").read_bytes().split(b"\n")[1:-1]:
        fields = line.removesuffix(b"\r").split(b"\t")
        if len(fields) == 3 and b"\0" not in line and is_utf8(line):
            titles.add(fields[1].decode("utf-8"))
    return titles


def is_utf8(line: bytes) -> bool:
    return line.decode("utf-8", "ignore").encode() == line


@contextmanager
def new_chaos(whole: bool) -> Iterator[Chaos]:
    """Make a server and an installation on it, published once; throw both away."""
    with (
        tempfile.TemporaryDirectory(prefix="sg-chaos-", ignore_cleanup_errors=True) as place,
        throwaway_server(
            Path(tempfile.mkdtemp(prefix="skillgap-chaos-")),
            os.environ.get("SKILLGAP_TEST_SERVER") or None,
            PACKAGES,
            Console(),
        ) as private,
    ):
        running = private.answering()
        assert running is not None
        server = Server(
            endpoint=Endpoint(socket=running.socket),
            product=running.product,
            version=running.version,
            accounts=Accounts(admin=Account("root")),
            account_hosts=("localhost", "127.0.0.1"),
        )
        with an_installation(server, Path(place) / "local") as made:
            root = ROOT if whole else write_small_project(Path(place) / "project")
            made = replace(made, settings=replace(made.settings, root=root))
            chaos = Chaos(Site(made, Path(place)), whole)
            first = chaos.delivery()
            chaos.note(first)
            started = time.monotonic()
            places = {name: (folder,) for name, folder in first.further.items()}
            run(made.settings, Request((first.onet,), source_places=places), Console())
            chaos.seconds = time.monotonic() - started
            yield chaos


def main() -> int:
    """Go on until the time is up; say what happened, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults.chaos",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--whole", action="store_true", help="the real project")
    parser.add_argument("--step", type=int, help="this step alone")
    asked = parser.parse_args()
    with new_chaos(asked.whole) as chaos:
        end = time.monotonic() + 60 * asked.minutes
        number = asked.step or 1
        while True:
            chaos.step(number, random.Random(f"{asked.seed}-{number}"))
            print(f"step {number} done: {sum(chaos.seen.values()):,} things seen", flush=True)
            if asked.step or time.monotonic() > end:
                break
            number += 1
    for what, times in sorted(chaos.seen.items()):
        print(f"{times:>7,}  {what}")
    print(f"seed {asked.seed}, {number} steps, {len(chaos.violations)} violations")
    for what in chaos.violations:
        print(f"VIOLATION: {what}; again: --seed {asked.seed}")
    return 1 if chaos.violations else 0


if __name__ == "__main__":
    sys.exit(main())
