"""The server of ``docker-compose.yml``, where a Docker engine answers."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import time
from pathlib import Path

import pymysql
from dotenv import dotenv_values

from pipeline.accounts import write_secret
from pipeline.console import Console
from pipeline.errors import SkillgapError
from pipeline.private_server import free_port
from pipeline.redaction import keep_secret
from pipeline.settings import Endpoint, Settings

ENGINE_PATIENCE = 5.0
UP_PATIENCE = 900.0  # the first time the image is fetched
ANSWER_PATIENCE = 180.0


def start(settings: Settings, console: Console) -> Endpoint | None:
    """Bring the container up and return where it listens; None if Docker is not to be used.

    The root password is made once, in ``<local>/docker.env``, readable by the owner alone.

    Raises:
        SkillgapError: the engine answers but the container does not come up, or the
            engine that held this project's tables does not answer any more.
    """
    has_tables = _variables_file(settings).exists()
    compose = compose_command()
    if compose is None:
        if has_tables:
            raise SkillgapError(
                "this project's tables are in Docker, and no Docker engine answers",
                where=str(_variables_file(settings)),
                state="nothing was started",
                advice="start Docker, then try again\n"
                "or name a server in .env: MYSQL_HOST, MYSQL_USER, MYSQL_PASSWORD\n"
                f"or begin anew without Docker: delete {_variables_file(settings)}",
            )
        return None
    variables = _variables(settings)
    where = endpoint(settings)
    if answers(settings):
        return where
    console.say("starting the database of docker-compose.yml")
    _run([*compose, "up", "-d", *_wait_option(compose), "mysql"], settings, variables)
    deadline = time.monotonic() + ANSWER_PATIENCE
    while not answers(settings):
        if time.monotonic() > deadline:
            raise SkillgapError(
                f"the container's database does not answer after {ANSWER_PATIENCE:.0f} s",
                where=str(where),
                advice="docker compose logs mysql",
            )
        time.sleep(0.5)
    return where


def stop(settings: Settings) -> bool:
    """Stop the container, keeping its tables; False if this project has none."""
    compose = compose_command()
    if compose is None or not _variables_file(settings).exists():
        return False
    _run([*compose, "stop", "mysql"], settings, _variables(settings))
    return True


def is_used(settings: Settings) -> bool:
    """Tell whether this project's tables are in Docker."""
    return _variables_file(settings).exists()


def endpoint(settings: Settings) -> Endpoint:
    """Return where the container's port is published on this machine."""
    return Endpoint(host="127.0.0.1", port=int(_variables(settings)["SKILLGAP_DOCKER_PORT"]))


def answers(settings: Settings) -> bool:
    """Tell whether the container's database lets its administrator in."""
    where = endpoint(settings)
    try:
        pymysql.connect(
            host=where.host,
            port=where.port,
            user="root",
            password=root_password(settings).encode(),  # PyMySQL takes text for Latin-1
            connect_timeout=5,
        ).close()
    except pymysql.err.OperationalError:
        return False
    return True


def root_password(settings: Settings) -> str:
    """Return the container's root password."""
    return _variables(settings)["MYSQL_ROOT_PASSWORD"]


def compose_command() -> list[str] | None:
    """Return how to call Compose, None where no engine answers within five seconds."""
    if shutil.which("docker") is None:
        return None
    if not _succeeds(["docker", "info", "--format", "{{.ServerVersion}}"]):
        return None
    if _succeeds(["docker", "compose", "version"]):
        return ["docker", "compose"]
    return ["docker-compose"] if shutil.which("docker-compose") else None


def _variables_file(settings: Settings) -> Path:
    return settings.local / "docker.env"


def _variables(settings: Settings) -> dict[str, str]:
    path = _variables_file(settings)
    if not path.exists():
        # Who has brought the container up by hand has put these into .env, for Compose.
        named = {**dotenv_values(settings.root / ".env", interpolate=False), **os.environ}
        made = {
            "MYSQL_ROOT_PASSWORD": named.get("MYSQL_ROOT_PASSWORD") or secrets.token_urlsafe(24),
            "SKILLGAP_DOCKER_PORT": named.get("SKILLGAP_DOCKER_PORT") or str(free_port()),
        }
        write_secret(path, "".join(f"{name}={value}\n" for name, value in made.items()))
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = dict(line.split("=", 1) for line in lines if "=" in line)
    keep_secret(kept["MYSQL_ROOT_PASSWORD"])
    return kept


def _wait_option(compose: list[str]) -> list[str]:
    return ["--wait"] if compose == ["docker", "compose"] else []


def _succeeds(command: list[str]) -> bool:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=ENGINE_PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _run(command: list[str], settings: Settings, variables: dict[str, str]) -> None:
    # Passed in the environment, which Compose reads before .env; never as arguments.
    try:
        done = subprocess.run(
            command,
            cwd=settings.root,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=UP_PATIENCE,
        )
    except subprocess.TimeoutExpired as error:
        raise SkillgapError(
            f"{' '.join(command)} was still at work after {UP_PATIENCE:.0f} s"
        ) from error
    if done.returncode != 0:
        raise SkillgapError(
            f"{' '.join(command)} failed",
            where=str(settings.root / "docker-compose.yml"),
            found="\n".join(done.stderr.strip().splitlines()[-5:]),
            advice="mend that, or stop Docker to use a private server",
        )
