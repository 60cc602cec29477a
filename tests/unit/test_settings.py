"""Settings: the environment wins over .env, and what cannot be used is named."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.access import GeminiAccess
from extract.onet.web_services.credentials import Access, ApiKey, BasicAccount
from extract.sources import SOURCES
from pipeline.errors import UsageError
from pipeline.redaction import redacted
from pipeline.settings import ROOT, Account, Databases, Endpoint, read_settings


def test_without_any_variable_the_defaults_hold(tmp_path: Path) -> None:
    settings = read_settings({}, tmp_path)
    assert settings.prefix == "skillgap"
    assert settings.local == tmp_path / ".local"
    assert settings.endpoint is None
    assert settings.account is None
    assert settings.role_accounts == {}
    assert settings.server_product is None


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SKILLGAP_PREFIX=from_file\nMYSQL_HOST=db.example\n")
    settings = read_settings({"SKILLGAP_PREFIX": "from_environment"}, tmp_path)
    assert settings.prefix == "from_environment"
    assert settings.endpoint == Endpoint(host="db.example", port=3306)


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SKILLGAP_PREFIX=from_file\n")
    assert read_settings({"SKILLGAP_PREFIX": ""}, tmp_path).prefix == "from_file"


def test_a_password_with_a_dollar_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MYSQL_USER=u\nMYSQL_PASSWORD='a$HOME${PATH}b'\n")
    assert read_settings({}, tmp_path).account == Account("u", "a$HOME${PATH}b")


def test_a_password_does_not_show(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "MYSQL_USER": "u",
            "MYSQL_PASSWORD": "hush-1",
            "SKILLGAP_READER_USER": "r",
            "SKILLGAP_READER_PASSWORD": "hush-2",
        },
        tmp_path,
    )
    assert settings.role_accounts["reader"].password == "hush-2"
    assert "hush" not in repr(settings)


def test_a_password_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "all").write_text("of all\n")
    (tmp_path / "readers").write_text(" of $readers \n\n")
    settings = read_settings(
        {
            "MYSQL_USER": "u",
            "MYSQL_PASSWORD_FILE": str(tmp_path / "all"),
            "SKILLGAP_READER_USER": "r",
            "SKILLGAP_READER_PASSWORD_FILE": "readers",
        },
        tmp_path,
    )
    assert settings.account == Account("u", "of all")
    assert settings.role_accounts["reader"] == Account("r", " of $readers \n")


def test_a_file_may_be_named_in_the_env_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush")
    (tmp_path / ".env").write_text("MYSQL_USER=u\nMYSQL_PASSWORD=\nMYSQL_PASSWORD_FILE=secret\n")
    assert read_settings({}, tmp_path).account == Account("u", "hush")


@pytest.mark.parametrize(
    ("content", "summary"),
    [(None, "cannot be read"), (b"", "is empty"), (b"\n", "is empty"), (b"\xff", "cannot be read")],
)
def test_a_password_file_that_is_of_no_use_is_named(
    tmp_path: Path, content: bytes | None, summary: str
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    values = {"SKILLGAP_API_USER": "u", "SKILLGAP_API_PASSWORD_FILE": "secret"}
    with pytest.raises(UsageError, match=f"SKILLGAP_API_PASSWORD_FILE names {summary}") as caught:
        read_settings(values, tmp_path)
    assert caught.value.where == str(tmp_path / "secret")


def test_a_password_and_a_file_for_it_contradict_each_other(tmp_path: Path) -> None:
    values = {"MYSQL_USER": "u", "MYSQL_PASSWORD": "hush", "MYSQL_PASSWORD_FILE": "secret"}
    with pytest.raises(UsageError, match="both set") as caught:
        read_settings(values, tmp_path)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("in_file", "in_environment"),
    [("MYSQL_PASSWORD", "MYSQL_PASSWORD_FILE"), ("MYSQL_PASSWORD_FILE", "MYSQL_PASSWORD")],
)
def test_the_environment_wins_over_the_file_in_either_form(
    tmp_path: Path, in_file: str, in_environment: str
) -> None:
    (tmp_path / "new").write_text("new")
    (tmp_path / ".env").write_text(f"MYSQL_USER=u\n{in_file}=old\n")
    assert read_settings({in_environment: "new"}, tmp_path).account == Account("u", "new")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1))
def test_any_password_can_be_written_in_the_env_file(tmp_path_factory, password: str) -> None:
    """Between single quotes, with a backslash before ' and \\, as .env.example says."""
    folder = tmp_path_factory.mktemp("env")
    quoted = password.replace("\\", "\\\\").replace("'", "\\'")
    (folder / ".env").write_text(f"MYSQL_USER=u\nMYSQL_PASSWORD='{quoted}'\n", encoding="utf-8")
    assert read_settings({}, folder).account == Account("u", password)


def test_a_socket_wins_over_a_host(tmp_path: Path) -> None:
    settings = read_settings({"MYSQL_SOCKET": "/run/x.sock", "MYSQL_HOST": "h"}, tmp_path)
    assert settings.endpoint == Endpoint(socket="/run/x.sock")
    assert str(settings.endpoint) == "/run/x.sock"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SKILLGAP_PREFIX", "Skillgap"),
        ("SKILLGAP_PREFIX", "1st"),
        ("SKILLGAP_PREFIX", "a" * 21),
        ("SKILLGAP_PREFIX", "a`; drop database x"),
        ("SKILLGAP_SERVER", "postgres"),
        ("SKILLGAP_BUILD_THREADS", "0"),
        ("SKILLGAP_BUILD_THREADS", "many"),
        ("SKILLGAP_SWAP_PATIENCE", "soon"),
        ("SKILLGAP_SWAP_PATIENCE", "nan"),
        ("SKILLGAP_SWAP_PATIENCE", "0"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_settings({name: value}, tmp_path)
    assert name in caught.value.summary
    assert caught.value.found == repr(value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("port", ["0", "65536", "-1", "33o6", "3306.0"])
def test_a_wrong_port_is_named(tmp_path: Path, port: str) -> None:
    with pytest.raises(UsageError, match="MYSQL_PORT"):
        read_settings({"MYSQL_HOST": "h", "MYSQL_PORT": port}, tmp_path)


def test_several_release_folders_are_separated_by_colons(tmp_path: Path) -> None:
    settings = read_settings({"SKILLGAP_ONET_DIR": "/a:/b c:"}, tmp_path)
    assert settings.onet_folders == (Path("/a"), Path("/b c"))


def test_each_source_has_places_of_its_own(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SKILLGAP_KESCO_DIR=/from/file.xlsx\nSKILLGAP_ESCO_DIR=/c\n")
    settings = read_settings(
        {
            "SKILLGAP_ESCO_DIR": "/a/v1.1.1:/b c:",
            "SKILLGAP_CROSSWALKS_DIR": "/crosswalks",
            "SKILLGAP_LABOUR_MARKET_DIR": "",
        },
        tmp_path,
    )
    assert settings.source_places == {
        "esco": (Path("/a/v1.1.1"), Path("/b c")),
        "kesco": (Path("/from/file.xlsx"),),
        "crosswalks": (Path("/crosswalks"),),
    }


def test_every_source_is_named_by_a_setting_that_the_example_shows() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [name for name in SOURCES if f"#SKILLGAP_{name.upper()}_DIR=" not in example] == []


def test_the_primary_model_of_esco_may_be_set(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path).esco_model is None
    settings = read_settings({"SKILLGAP_ESCO_MODEL": "ESCO 1.1.1 en"}, tmp_path)
    assert settings.esco_model == "ESCO 1.1.1 en"


@pytest.mark.parametrize("text", ["29.2,30.3", "29.2 30.3", " 29.2 ,  30.3,"])
def test_releases_to_download_are_separated_by_commas_or_blanks(tmp_path: Path, text: str) -> None:
    assert read_settings({"SKILLGAP_ONET": text}, tmp_path).onet_downloads == ("29.2", "30.3")


def test_a_release_that_is_none_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not the name of an O\\*NET release") as caught:
        read_settings({"SKILLGAP_ONET": "30.3 newest"}, tmp_path)
    assert (caught.value.where, caught.value.found) == ("SKILLGAP_ONET", "'newest'")


def test_downloads_come_from_the_onet_center_into_data(tmp_path: Path) -> None:
    settings = read_settings({}, tmp_path)
    assert settings.onet_url.startswith("https://www.onetcenter.org/")
    assert settings.data == tmp_path / "data"
    assert read_settings({"SKILLGAP_DATA": "/srv/d"}, tmp_path).data == Path("/srv/d")


@pytest.mark.parametrize(
    "url",
    [
        "https://u:hush@example.org/db_text.zip?k=hush",
        "ftp://u:hush@example.org/{release}.zip",
        "file:///{release}",
        "https://[::1/{release}?hush",
        "{release}",
    ],
)
def test_an_address_that_cannot_be_used_is_named_without_its_secrets(
    tmp_path: Path, url: str
) -> None:
    with pytest.raises(UsageError, match="SKILLGAP_ONET_URL") as caught:
        read_settings({"SKILLGAP_ONET_URL": url}, tmp_path)
    assert "hush" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_the_address_of_archives_does_not_show(tmp_path: Path) -> None:
    url = "https://u:hush@example.org/{release}.zip?k=hush"
    settings = read_settings({"SKILLGAP_ONET_URL": url}, tmp_path)
    assert settings.onet_url == url
    assert "hush" not in repr(settings)


def test_each_prefix_has_databases_of_its_own() -> None:
    names = Databases.of("acme").all()
    assert names == (
        "acme_landing",
        "acme_build",
        "acme",
        "acme_previous",
        "acme_app",
        "acme_dev",
    )
    assert not set(names) & set(Databases.of("acm").all())


KEY = "-".join(("a1B2c", "d3E4f", "g5H6i", "j7K8l"))  # in pieces: the tree holds no key's shape


def test_without_credentials_nobody_is_asked(tmp_path: Path) -> None:
    assert read_settings({"SKILLGAP_ONET_API_PAGE": "20"}, tmp_path).onet_api is None


def test_a_key_chooses_the_current_form_of_the_web_services(tmp_path: Path) -> None:
    access = read_settings({"SKILLGAP_ONET_API_KEY": KEY}, tmp_path).onet_api
    assert access == Access(ApiKey(KEY), ApiKey.address, page_size=2000, budget=5000)


def test_an_account_chooses_the_older_form(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("their password\n")
    access = read_settings(
        {
            "SKILLGAP_ONET_API_USER": "u",
            "SKILLGAP_ONET_API_PASSWORD_FILE": "secret",
            "SKILLGAP_ONET_API_PAGE": "50",
            "SKILLGAP_ONET_API_BUDGET": "900",
        },
        tmp_path,
    ).onet_api
    credentials = BasicAccount("u", "their password")
    assert access == Access(credentials, BasicAccount.address, page_size=50, budget=900)


def test_a_build_works_on_as_many_models_at_once_as_it_is_told(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path).build_threads == 2
    assert read_settings({"SKILLGAP_BUILD_THREADS": "8"}, tmp_path).build_threads == 8


def test_what_the_service_had_nothing_for_is_asked_again_after_some_days(tmp_path: Path) -> None:
    name = "SKILLGAP_ONET_API_ASK_AGAIN_DAYS"
    assert read_settings({}, tmp_path).onet_api_ask_again_days == 30
    assert read_settings({name: "7"}, tmp_path).onet_api_ask_again_days == 7
    with pytest.raises(UsageError, match=name):
        read_settings({name: "0"}, tmp_path)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://api-v2.1.onetcenter.org", "https://api-v2.1.onetcenter.org/"),
        ("https://gateway.example:8443/onet/", "https://gateway.example:8443/onet/"),
        ("http://127.0.0.1:9", "http://127.0.0.1:9/"),
        ("http://localhost:9/v1.9/ws", "http://localhost:9/v1.9/ws/"),
    ],
)
def test_the_web_services_may_be_elsewhere(tmp_path: Path, url: str, address: str) -> None:
    values = {"SKILLGAP_ONET_API_KEY": KEY, "SKILLGAP_ONET_API_URL": url}
    access = read_settings(values, tmp_path).onet_api
    assert access is not None and access.address == address


@pytest.mark.parametrize(
    "url",
    [
        "http://api-v2.onetcenter.org/",
        "https://u:hush@api-v2.onetcenter.org/",
        "https://api-v2.onetcenter.org/?key=hush",
        "https://api-v2.onetcenter.org/#hush",
        "https://[::1/hush",
        "https://host:hush/",
        "https://",
        "hush",
    ],
)
def test_credentials_go_to_no_doubtful_address(tmp_path: Path, url: str) -> None:
    values = {"SKILLGAP_ONET_API_KEY": KEY, "SKILLGAP_ONET_API_URL": url}
    with pytest.raises(UsageError, match="SKILLGAP_ONET_API_URL is not the address") as caught:
        read_settings(values, tmp_path)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("values", "summary"),
    [
        ({"KEY": KEY, "USER": "u", "PASSWORD": "hush-12345"}, "two kinds of credentials"),
        ({"KEY": KEY, "USER": "u"}, "two kinds of credentials"),
        ({"USER": "u"}, "one half of the account"),
        ({"PASSWORD": "hush-12345"}, "one half of the account"),
        ({"KEY": "hush-12345 ", "URL": "https://h/"}, "_KEY cannot be sent in a header"),
        ({"KEY": "hush\n12345"}, "_KEY cannot be sent in a header"),
        ({"KEY": "hush-ä"}, "_KEY cannot be sent in a header"),
        ({"KEY_FILE": "nowhere"}, "SKILLGAP_ONET_API_KEY_FILE names cannot be read"),
        ({"KEY": KEY, "PAGE": "0"}, "SKILLGAP_ONET_API_PAGE is not a whole number"),
        ({"KEY": KEY, "PAGE": "2001"}, "SKILLGAP_ONET_API_PAGE is not a whole number"),
        ({"KEY": KEY, "BUDGET": "1e3"}, "SKILLGAP_ONET_API_BUDGET is not a whole number"),
        ({"KEY": KEY, "BUDGET": "50001"}, "SKILLGAP_ONET_API_BUDGET is not a whole number"),
    ],
)
def test_settings_of_the_web_services_that_are_of_no_use_are_named(
    tmp_path: Path, values: dict[str, str], summary: str
) -> None:
    with pytest.raises(UsageError, match=summary) as caught:
        read_settings({f"SKILLGAP_ONET_API_{k}": v for k, v in values.items()}, tmp_path)
    assert "hush" not in str(caught.value)
    assert KEY not in str(caught.value)


def test_credentials_of_the_web_services_do_not_show(tmp_path: Path) -> None:
    settings = read_settings(
        {"SKILLGAP_ONET_API_USER": "u", "SKILLGAP_ONET_API_PASSWORD": "hush-12345"}, tmp_path
    )
    assert "hush" not in repr(settings)


def test_without_a_key_no_model_is_asked(tmp_path: Path) -> None:
    assert read_settings({"SKILLGAP_GEMINI_MODEL": "another"}, tmp_path).gemini is None


def test_a_key_alone_lets_gemini_be_asked(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("hush-12345\n")
    settings = read_settings({"SKILLGAP_GEMINI_API_KEY_FILE": "key"}, tmp_path)
    assert settings.gemini == GeminiAccess("hush-12345")
    assert "hush" not in repr(settings)
    assert redacted("the key is hush-12345") == "the key is ***"


def test_every_bound_and_price_of_gemini_may_be_set(tmp_path: Path) -> None:
    values = {
        "API_KEY": "hush-12345",
        "MODEL": "gemini-9-pro",
        "URL": "http://localhost:9/gemini",
        "TIMEOUT": "5.5",
        "TRIES": "2",
        "BUDGET": "10",
        "BUDGET_COST": "1.50",
        "PRICE_IN": "0.30",
        "PRICE_OUT": "0",
    }
    access = read_settings({f"SKILLGAP_GEMINI_{k}": v for k, v in values.items()}, tmp_path).gemini
    assert access == GeminiAccess(
        key="hush-12345",
        model="gemini-9-pro",
        address="http://localhost:9/gemini",
        timeout=5.5,
        tries=2,
        daily_requests=10,
        daily_cost=Decimal("1.50"),
        price_in=Decimal("0.30"),
        price_out=Decimal(0),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_KEY", "hush 12345"),
        ("API_KEY", "hush-ä"),
        ("MODEL", "models/gemini"),
        ("MODEL", "gemini?key=1"),
        ("URL", "http://generativelanguage.googleapis.com/"),
        ("URL", "https://u:hush@example.org/"),
        ("URL", "https://example.org/?key=hush"),
        ("TIMEOUT", "0"),
        ("TIMEOUT", "soon"),
        ("TRIES", "0"),
        ("TRIES", "11"),
        ("BUDGET", "-1"),
        ("BUDGET_COST", "1"),
        ("BUDGET_COST", "much"),
        ("PRICE_IN", "-0.1"),
        ("PRICE_IN", "nan"),
        ("PRICE_OUT", "Infinity"),
    ],
)
def test_a_setting_of_gemini_that_is_of_no_use_is_named(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(UsageError, match=f"SKILLGAP_GEMINI_{name}") as caught:
        read_settings({f"SKILLGAP_GEMINI_{name}": value}, tmp_path)
    assert "hush" not in str(caught.value)


def test_every_setting_that_is_read_is_in_the_example() -> None:
    source = (ROOT / "pipeline" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"((?:SKILLGAP|MYSQL)_[A-Z_]*[A-Z])"', source))
    read.remove("SKILLGAP_ONET_API")  # the beginning of names; see the next test
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert "SKILLGAP_PREFIX" in read
    assert sorted(name for name in read if f"#{name}=" not in example) == []


def test_every_setting_of_the_web_services_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    names = ("KEY", "KEY_FILE", "USER", "PASSWORD", "PASSWORD_FILE", "URL", "PAGE", "BUDGET")
    assert [name for name in names if f"#SKILLGAP_ONET_API_{name}=" not in example] == []
