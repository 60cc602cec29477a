"""All settings, read once from the environment and ``.env``, and passed in from there on."""

from __future__ import annotations

import ipaddress
import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from explain.access import ADDRESS, MODEL, GeminiAccess
from extract.addresses import is_loopback, shown_address
from extract.jobs.access import JobsAccess
from extract.jobs.boards import board_names
from extract.onet.releases import ONET_CENTER, check_release_name
from extract.onet.web_services.credentials import (
    LARGEST_PAGE,
    SENDABLE,
    Access,
    ApiKey,
    BasicAccount,
)
from extract.sources import SOURCES
from pipeline.errors import UsageError
from pipeline.redaction import SHORTEST_INSIDE_WORDS, keep_secret

ROOT = Path(__file__).resolve().parent.parent

ROLES = ("loader", "builder", "publisher", "reader", "api")


@dataclass(frozen=True)
class Account:
    """A database account; its password shows neither in a representation nor in a message."""

    user: str
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Hide the password from whatever this process says."""
        keep_secret(self.password)


@dataclass(frozen=True)
class Endpoint:
    """Where a server listens: a socket path, or a host and port."""

    host: str | None = None
    port: int = 3306
    socket: str | None = None

    def __str__(self) -> str:
        return self.socket or f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Databases:
    """The databases of one installation, each with one owner (see docs/architecture.md)."""

    landing: str
    build: str
    published: str
    previous: str
    app: str
    dev: str

    @classmethod
    def of(cls, prefix: str) -> Databases:
        """Return the names that ``prefix`` stands for."""
        return cls(
            landing=f"{prefix}_landing",
            build=f"{prefix}_build",
            published=prefix,
            previous=f"{prefix}_previous",
            app=f"{prefix}_app",
            dev=f"{prefix}_dev",
        )

    def all(self) -> tuple[str, ...]:
        """Every database name."""
        return (self.landing, self.build, self.published, self.previous, self.app, self.dev)


@dataclass(frozen=True)
class ApiSettings:
    """How the REST API is served.

    Args:
        host, port: where it listens; the default is this machine alone.
        workers: processes that answer.
        connections: database connections that each worker holds at most.
        query_seconds: how long one question may keep the database at work.
        reads_per_minute, writes_per_minute: what one client address may read, and one key may
            write, from each worker; 0 sets no limit.
        cors_origins: web origins whose pages may ask it from a browser; none by default.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 2
    connections: int = 10
    query_seconds: float = 5.0
    reads_per_minute: int = 3_000
    writes_per_minute: int = 60
    cors_origins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """What a run needs to know.

    Args:
        root: the project folder.
        local: folder of the private server, locks, logs and compiled analyses.
        prefix: prefix of all database names.
        endpoint: the server named by ``MYSQL_HOST`` or ``MYSQL_SOCKET``; None
            means find or start one.
        account: the account named by ``MYSQL_USER``, used for every role that
            has none of its own.
        role_accounts: accounts by role, from ``SKILLGAP_<ROLE>_USER`` and
            ``SKILLGAP_<ROLE>_PASSWORD`` or ``SKILLGAP_<ROLE>_PASSWORD_FILE``.
        onet_folders: release folders named by ``SKILLGAP_ONET_DIR`` (several
            are separated by ``:``).
        onet_downloads: names of releases named by ``SKILLGAP_ONET`` (several are separated
            by blanks or commas); downloaded where they are not there.
        onet_url: address of O*NET's archives; ``{release}`` stands for ``30_3``.
        onet_api: how the O*NET Web Services are reached, by ``SKILLGAP_ONET_API_KEY`` (v2) or
            ``SKILLGAP_ONET_API_USER`` and ``SKILLGAP_ONET_API_PASSWORD`` (v1.9), each secret
            also from a file (``_FILE``); None without credentials.
        onet_api_ask_again_days: days after which the Web Services are asked again for an
            occupation that they had nothing for.
        gemini: how the language model is asked, by ``SKILLGAP_GEMINI_API_KEY`` (also ``_FILE``) and
            the other variables of that stem; None without a key.
        source_places: folders or files by source, named by ``SKILLGAP_ESCO_DIR``,
            ``SKILLGAP_KESCO_DIR``, ``SKILLGAP_CROSSWALKS_DIR``, ``SKILLGAP_LABOUR_MARKET_DIR`` and
            ``SKILLGAP_JOBS_DIR`` (several are separated by ``:``).
        esco_model: name of the ESCO model that is the primary one; None takes the newest.
        data: folder of what is downloaded.
        server_product: ``mysql`` or ``mariadb`` to force the private server's product.
        build_threads: models and tests that a build has the server work on at once.
        swap_patience: seconds a publish waits for readers' locks before it gives up.
        keep_ledger_days: days for which the record of runs is kept.
        keep_quarantine_days: days for which quarantined lines of batches that nothing reads are.
        notify_command, notify_webhook: who is told of a run that went wrong.
        api: how the REST API is served, by ``SKILLGAP_API_*``.
        jobs: which job boards are asked, and how, by ``SKILLGAP_JOBS_*``.
    """

    root: Path = ROOT
    local: Path = ROOT / ".local"
    prefix: str = "skillgap"
    endpoint: Endpoint | None = None
    account: Account | None = None
    role_accounts: Mapping[str, Account] = field(default_factory=dict)
    onet_folders: tuple[Path, ...] = ()
    onet_release: str | None = None
    onet_downloads: tuple[str, ...] = ()
    onet_url: str = field(default=ONET_CENTER, repr=False)
    onet_api: Access | None = None
    onet_api_ask_again_days: int = 30
    gemini: GeminiAccess | None = None
    source_places: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    esco_model: str | None = None
    data: Path = ROOT / "data"
    server_product: str | None = None
    build_threads: int = 2
    swap_patience: float = 60.0
    keep_ledger_days: int = 400
    keep_quarantine_days: int = 90
    notify_command: str | None = None
    notify_webhook: str | None = field(default=None, repr=False)
    api: ApiSettings = field(default_factory=ApiSettings)
    jobs: JobsAccess = field(default_factory=JobsAccess)

    @property
    def databases(self) -> Databases:
        """The database names of this installation."""
        return Databases.of(self.prefix)


def read_settings(environment: Mapping[str, str] | None = None, root: Path = ROOT) -> Settings:
    """Read the settings from ``environment`` (default: the process's), over ``.env`` in ``root``.

    Raises:
        UsageError: a value cannot be used; the message names the variable.
    """
    if environment is None:
        environment = os.environ
    from_file = {
        k: v for k, v in dotenv_values(root / ".env", interpolate=False).items() if v is not None
    }
    values = _over(from_file, {k: v for k, v in environment.items() if v != ""})

    prefix = values.get("SKILLGAP_PREFIX", "skillgap")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,19}", prefix):
        raise UsageError(
            "SKILLGAP_PREFIX cannot name a database",
            found=repr(prefix),
            expected="a lower-case letter, then up to 19 lower-case letters, digits or _",
        )
    return Settings(
        root=root,
        local=Path(values.get("SKILLGAP_LOCAL", root / ".local")),
        prefix=prefix,
        endpoint=_endpoint(values),
        account=_account(values, "MYSQL", root),
        role_accounts={
            role: account
            for role in ROLES
            if (account := _account(values, f"SKILLGAP_{role.upper()}", root))
        },
        onet_folders=_places(values, "onet"),
        onet_release=values.get("SKILLGAP_ONET_RELEASE"),
        onet_downloads=_release_names(values),
        onet_url=_url_pattern(values, "SKILLGAP_ONET_URL", ONET_CENTER),
        onet_api=_onet_api(values, root),
        onet_api_ask_again_days=_days(values, "SKILLGAP_ONET_API_ASK_AGAIN_DAYS", 30),
        gemini=_gemini(values, root),
        source_places={
            source: places
            for source in SOURCES
            if source != "onet" and (places := _places(values, source))
        },
        esco_model=values.get("SKILLGAP_ESCO_MODEL"),
        data=Path(values.get("SKILLGAP_DATA", root / "data")),
        server_product=_choice(values, "SKILLGAP_SERVER", ("mysql", "mariadb")),
        build_threads=_number(values, "SKILLGAP_BUILD_THREADS", 2, 32),
        swap_patience=_seconds(values, "SKILLGAP_SWAP_PATIENCE", 60.0),
        keep_ledger_days=_days(values, "SKILLGAP_KEEP_DAYS", 400),
        keep_quarantine_days=_days(values, "SKILLGAP_KEEP_QUARANTINE_DAYS", 90),
        notify_command=_command(values, "SKILLGAP_NOTIFY_COMMAND"),
        notify_webhook=_web_address(values, "SKILLGAP_NOTIFY_WEBHOOK"),
        api=_api(values),
        jobs=_jobs(values, root),
    )


def _jobs(values: Mapping[str, str], root: Path) -> JobsAccess:
    usual = JobsAccess()
    key = _secret(values, "SKILLGAP_JOBS_CAREERJET_KEY", root)
    keep_secret(key)
    if key and not SENDABLE.fullmatch(key):  # it is a secret, so it is not quoted
        raise UsageError(
            "SKILLGAP_JOBS_CAREERJET_KEY cannot be sent in a header",
            expected="the key alone: letters, digits and signs of ASCII, without blanks",
        )
    allow_loopback = _choice(values, "SKILLGAP_JOBS_LOOPBACK", ("yes", "no")) == "yes"
    return JobsAccess(
        contact=values.get("SKILLGAP_JOBS_CONTACT", ""),
        boards=_board_names(values),
        seconds_between=_pause(values, "SKILLGAP_JOBS_SECONDS_BETWEEN", usual.seconds_between),
        max_pages=_number(values, "SKILLGAP_JOBS_PAGES", usual.max_pages, 10_000),
        max_details=_number(values, "SKILLGAP_JOBS_DETAILS", usual.max_details, 100_000, least=0),
        detail_days=_days(values, "SKILLGAP_JOBS_DETAIL_DAYS", usual.detail_days),
        browser=_choice(values, "SKILLGAP_JOBS_BROWSER", ("yes", "no")) == "yes",
        allow_loopback=allow_loopback,
        sites=_board_sites(values, allow_loopback),
        careerjet_key=key,
        careerjet_ip=_ip_address(values, "SKILLGAP_JOBS_CAREERJET_IP"),
        careerjet_referer=_referer(values, "SKILLGAP_JOBS_CAREERJET_REFERER"),
        careerjet_keywords=_listed(
            values, "SKILLGAP_JOBS_CAREERJET_KEYWORDS", r"[^\x00-\x1f]{1,80}"
        ),
        relief_web_app=next(iter(_listed(values, "SKILLGAP_JOBS_RELIEFWEB_APP", _NAME)), ""),
        greenhouse=_listed(values, "SKILLGAP_JOBS_GREENHOUSE", _NAME),
        lever=_listed(values, "SKILLGAP_JOBS_LEVER", _NAME),
    )


_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
_WORDS = r"[^\x00-\x1f]{1,80}"


def _listed(values: Mapping[str, str], name: str, shape: str) -> tuple[str, ...]:
    """Return the entries of a list, parted by commas."""
    entries = tuple(part.strip() for part in values.get(name, "").split(",") if part.strip())
    for entry in entries:
        if not re.fullmatch(shape, entry):
            raise UsageError(
                f"{name} holds what is no entry of it",
                found=repr(entry),
                expected="entries parted by commas, such as one,another",
            )
    return entries


def _board_names(values: Mapping[str, str]) -> tuple[str, ...]:
    names = tuple(re.split(r"[\s,]+", values.get("SKILLGAP_JOBS_BOARDS", "").strip(", \t")))
    if names == ("all",):
        return tuple(board_names())
    for name in filter(None, names):
        if name not in board_names():
            raise UsageError(
                "SKILLGAP_JOBS_BOARDS names a board that there is not",
                found=repr(name),
                expected=f"all, or some of {', '.join(board_names())}",
            )
    return tuple(filter(None, names))


def _board_sites(values: Mapping[str, str], allow_loopback: bool) -> dict[str, str]:
    """Return addresses by board; they get our keys, so http is for this machine alone."""
    sites = {}
    for entry in values.get("SKILLGAP_JOBS_SITES", "").split():
        board, _, url = entry.partition("=")
        try:
            parts = urlsplit(url)
            is_safe = parts.scheme == "https" or (parts.scheme == "http" and allow_loopback)
            is_usable = is_safe and bool(parts.hostname) and "@" not in parts.netloc
        except ValueError:
            is_usable = False
        if board not in board_names() or not is_usable:
            raise UsageError(
                "SKILLGAP_JOBS_SITES cannot be used",
                found=repr(f"{board}={shown_address(url)}" if is_usable else board),
                expected="BOARD=https://HOST/, several separated by blanks",
            )
        sites[board] = url if url.endswith("/") else f"{url}/"
    return sites


def _ip_address(values: Mapping[str, str], name: str) -> str:
    text = values.get(name, "")
    try:
        return str(ipaddress.ip_address(text)) if text else ""
    except ValueError:
        raise UsageError(
            f"{name} is no IP address", found=repr(text), expected="such as 197.248.0.1"
        ) from None


def _referer(values: Mapping[str, str], name: str) -> str:
    text = values.get(name, "")
    if text and not (text.startswith(("https://", "http://")) and SENDABLE.fullmatch(text)):
        raise UsageError(f"{name} is no web address", expected="https://HOST/PATH")
    return text


def _pause(values: Mapping[str, str], name: str, default: float) -> float:
    """Return seconds, of which 0 is no wait."""
    return 0.0 if values.get(name) == "0" else _seconds(values, name, default)


def _api(values: Mapping[str, str]) -> ApiSettings:
    usual = ApiSettings()
    origins = values.get("SKILLGAP_API_CORS_ORIGINS", "").split()
    for origin in origins:
        if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?", origin):
            raise UsageError(
                "SKILLGAP_API_CORS_ORIGINS names no web origin",
                found=repr(origin),
                expected="https://HOST or https://HOST:PORT, several separated by blanks",
            )
    return ApiSettings(
        host=values.get("SKILLGAP_API_HOST", usual.host),
        port=_number(values, "SKILLGAP_API_PORT", usual.port, 65_535),
        workers=_number(values, "SKILLGAP_API_WORKERS", usual.workers, 64),
        connections=_number(values, "SKILLGAP_API_CONNECTIONS", usual.connections, 200),
        query_seconds=_seconds(values, "SKILLGAP_API_QUERY_SECONDS", usual.query_seconds),
        reads_per_minute=_number(
            values, "SKILLGAP_API_READS_PER_MINUTE", usual.reads_per_minute, 1_000_000, least=0
        ),
        writes_per_minute=_number(
            values, "SKILLGAP_API_WRITES_PER_MINUTE", usual.writes_per_minute, 1_000_000, least=0
        ),
        cors_origins=tuple(origins),
    )


def _over(from_file: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Return both, the environment's first: its NAME also overrules the file's NAME_FILE."""
    overruled = {f"{name}_FILE" for name in environment}
    overruled |= {name.removesuffix("_FILE") for name in environment if name.endswith("_FILE")}
    kept = {name: value for name, value in from_file.items() if name not in overruled}
    return {**kept, **environment}


def _endpoint(values: Mapping[str, str]) -> Endpoint | None:
    if socket := values.get("MYSQL_SOCKET"):
        return Endpoint(socket=socket)
    if host := values.get("MYSQL_HOST"):
        port = values.get("MYSQL_PORT", "3306")
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise UsageError(
                "MYSQL_PORT is not a port", found=repr(port), expected="a number from 1 to 65535"
            )
        return Endpoint(host=host, port=int(port))
    return None


def _account(values: Mapping[str, str], stem: str, root: Path) -> Account | None:
    user = values.get(f"{stem}_USER")
    return Account(user, _secret(values, f"{stem}_PASSWORD", root)) if user else None


def _secret(values: Mapping[str, str], name: str, root: Path) -> str:
    """Return ``values[name]``, or what stands in the file that ``<name>_FILE`` names.

    One line end after the secret does not belong to it: editors and ``echo`` add it.
    """
    file_name = values.get(f"{name}_FILE")
    if not file_name:
        return values.get(name, "")
    if values.get(name):
        raise UsageError(
            f"{name} and {name}_FILE are both set",
            expected="one of them",
            advice=f"leave {name} empty to use the file",
        )
    path = root / file_name
    try:
        secret = path.read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(
            f"the file that {name}_FILE names cannot be read",
            where=str(path),
            found=reason,
            expected="a file with the password alone",
        ) from error
    if not secret:
        raise UsageError(f"the file that {name}_FILE names is empty", where=str(path))
    return secret


def _onet_api(values: Mapping[str, str], root: Path) -> Access | None:
    stem = "SKILLGAP_ONET_API"
    key = _secret(values, f"{stem}_KEY", root)
    user, password = values.get(f"{stem}_USER"), _secret(values, f"{stem}_PASSWORD", root)
    address = _service_address(values, f"{stem}_URL", "the O*NET Web Services", ApiKey.address, "")
    page_size = _number(values, f"{stem}_PAGE", LARGEST_PAGE, LARGEST_PAGE)
    budget = _number(values, f"{stem}_BUDGET", 5_000, 50_000)
    if key and (user or password):
        raise UsageError(
            "two kinds of credentials for the O*NET Web Services are set",
            found=f"{stem}_KEY, and {stem}_USER or {stem}_PASSWORD",
            expected="the key of v2, or user and password of v1.9",
        )
    if bool(user) != bool(password):
        raise UsageError(
            "one half of the account at the O*NET Web Services is missing",
            found=f"{stem}_{'USER' if user else 'PASSWORD'} alone",
            expected=f"{stem}_USER with {stem}_PASSWORD (v1.9), or {stem}_KEY alone (v2)",
        )
    if key and not SENDABLE.fullmatch(key):  # it is a secret, so it is not quoted
        keep_secret(key)
        raise UsageError(
            f"{stem}_KEY cannot be sent in a header",
            expected="the key alone: letters, digits and signs of ASCII, without blanks",
        )
    if not key and not user:
        return None
    credentials = ApiKey(key) if key else BasicAccount(user or "", password)
    return Access(credentials, address, page_size, budget)


def _gemini(values: Mapping[str, str], root: Path) -> GeminiAccess | None:
    key = _secret(values, "SKILLGAP_GEMINI_API_KEY", root)
    if key and not SENDABLE.fullmatch(key):  # it is a secret, so it is not quoted
        keep_secret(key)
        raise UsageError(
            "SKILLGAP_GEMINI_API_KEY cannot be sent in a header",
            expected="the key alone: letters, digits and signs of ASCII, without blanks",
        )
    model = values.get("SKILLGAP_GEMINI_MODEL", MODEL)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", model):
        raise UsageError(
            "SKILLGAP_GEMINI_MODEL cannot name a model",
            found=repr(model),
            expected=f"letters, digits and . _ -, up to 64, such as {MODEL}",
        )
    access = GeminiAccess(
        key=key,
        model=model,
        address=_service_address(values, "SKILLGAP_GEMINI_URL", "the Gemini API", ADDRESS, ADDRESS),
        timeout=_seconds(values, "SKILLGAP_GEMINI_TIMEOUT", 60.0),
        tries=_number(values, "SKILLGAP_GEMINI_TRIES", 3, 10),
        daily_requests=_number(values, "SKILLGAP_GEMINI_BUDGET", 200, 1_000_000),
        daily_cost=_money(values, "SKILLGAP_GEMINI_BUDGET_COST"),
        price_in=_money(values, "SKILLGAP_GEMINI_PRICE_IN"),
        price_out=_money(values, "SKILLGAP_GEMINI_PRICE_OUT"),
    )
    if access.daily_cost is not None and None in (access.price_in, access.price_out):
        raise UsageError(
            "SKILLGAP_GEMINI_BUDGET_COST is set without the prices it is held against",
            expected="SKILLGAP_GEMINI_PRICE_IN and SKILLGAP_GEMINI_PRICE_OUT, per million tokens",
        )
    return access if key else None


def _money(values: Mapping[str, str], name: str) -> Decimal | None:
    text = values.get(name)
    if text is None:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not (amount.is_finite() and 0 <= amount <= 1_000_000):
        raise UsageError(
            f"{name} is not an amount of money", found=repr(text), expected="0 to 1,000,000"
        )
    return amount


def _service_address(
    values: Mapping[str, str], name: str, service: str, example: str, default: str
) -> str:
    url = values.get(name, "")
    if not url:
        return default
    try:
        parts = urlsplit(url)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))
        is_usable = is_safe and bool(parts.hostname) and parts.port != 0
        is_usable = is_usable and "@" not in parts.netloc and not parts.query and not parts.fragment
    except ValueError:
        is_usable = False
    if not is_usable:  # it may hold a secret, so it is not quoted
        raise UsageError(
            f"{name} is not the address of {service}",
            expected="https://HOST/PATH/ without user, key and query, such as "
            f"{example}; http:// to this machine alone, for credentials go along",
        )
    return url


def _number(values: Mapping[str, str], name: str, default: int, most: int, least: int = 1) -> int:
    text = values.get(name, str(default))
    if not (text.isascii() and text.isdecimal()) or not least <= int(text) <= most:
        raise UsageError(
            f"{name} is not a whole number in its bounds",
            found=repr(text),
            expected=f"{least} to {most:,}",
        )
    return int(text)


def _choice(values: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str | None:
    value = values.get(name)
    if value is not None and value not in choices:
        raise UsageError(
            f"{name} has an unknown value", found=repr(value), expected=" or ".join(choices)
        )
    return value


def _command(values: Mapping[str, str], name: str) -> str | None:
    text = values.get(name)
    try:
        if text and shlex.split(text):
            return text
    except ValueError as error:
        raise UsageError(
            f"{name} cannot be split into words",
            found=str(error),
            expected="a command and its arguments, quoted as for a shell; no shell runs it",
        ) from error
    return None


def _web_address(values: Mapping[str, str], name: str) -> str | None:
    text = values.get(name)
    if not text:
        return None
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web:  # it is a secret, so it is not quoted
        raise UsageError(f"{name} is no web address", expected="https://HOST/PATH")
    keep_secret(text)  # whoever knows it may post
    if len(path := parts.path.strip("/")) >= SHORTEST_INSIDE_WORDS:
        keep_secret(path)
    return text


def _places(values: Mapping[str, str], source: str) -> tuple[Path, ...]:
    text = values.get(f"SKILLGAP_{source.upper()}_DIR", "")
    return tuple(Path(part) for part in text.split(":") if part)


def _release_names(values: Mapping[str, str]) -> tuple[str, ...]:
    names = re.split(r"[\s,]+", values.get("SKILLGAP_ONET", "").strip(", \t"))
    try:
        return tuple(check_release_name(name) for name in names if name)
    except UsageError as error:
        error.where = "SKILLGAP_ONET"
        raise


def _url_pattern(values: Mapping[str, str], name: str, default: str) -> str:
    url = values.get(name, default)
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_usable = False
    if not is_usable or "{release}" not in url:
        raise UsageError(
            f"{name} is not the address of a release's archive",
            found=repr(shown_address(url)) if is_usable else "no http:// or https:// address",
            expected=f"an address that holds {{release}}, such as {default}",
        )
    return url


def _days(values: Mapping[str, str], name: str, default: int) -> int:
    text = values.get(name, str(default))
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= 36500:
        raise UsageError(f"{name} is not a number of days", found=repr(text), expected="1 to 36500")
    return int(text)


def _seconds(values: Mapping[str, str], name: str, default: float) -> float:
    text = values.get(name)
    if text is None:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < 86400:
        raise UsageError(
            f"{name} is not a number of seconds", found=repr(text), expected="above 0, below 86400"
        )
    return seconds
