"""TLS to a number: the certificate must be that of the name."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from extract.jobs import connection
from extract.jobs.fetching import Fetcher, Manners
from extract.jobs.outcomes import Kind
from tests.board_server import board_server, page, redirect


class Silent:
    def say(self, text):
        pass

    warn = say


@pytest.fixture
def certificate(tmp_path):
    """A certificate of board.test that signs itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "board.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("board.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "board.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def board(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with board_server(lambda inner: context.wrap_socket(inner, server_side=True)) as served:
        yield served


@pytest.fixture
def trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    connection._trusted.cache_clear()
    yield
    connection._trusted.cache_clear()


def fetch(board, host):
    site = board.at(host=host, scheme="https")
    manners = Manners("a@x.org", seconds_between=0, allow_loopback=True)
    fetcher = Fetcher(site, manners, {}, Silent(), resolve=board.resolve)
    return fetcher.fetch(f"{site}/jobs")


def test_a_page_comes_safely_from_the_number_that_was_checked(board, trusted):
    board.put("/jobs", page(b"jobs"))
    assert fetch(board, "board.test").text == "jobs"


def test_the_certificate_of_another_name_is_not_accepted(board, trusted):
    read = fetch(board, "other.test")
    assert read.outcome.kind is Kind.UNREACHABLE
    assert "certificate was not accepted" in read.outcome.words
    assert board.requests == []


def test_a_certificate_that_nobody_vouches_for_is_not_accepted_and_not_tried_again(board):
    read = fetch(board, "board.test")
    assert "certificate was not accepted: self" in read.outcome.words
    assert board.lookups == ["board.test"]


def test_a_redirect_does_not_leave_tls(board, trusted):
    board.put("/jobs", redirect(f"http://board.test:{board.port}/jobs"))
    read = fetch(board, "board.test")
    assert read.outcome.kind is Kind.LED_ELSEWHERE
    assert "from https to http" in read.outcome.words
