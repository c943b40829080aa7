"""Calls to the mail server and to the single sign-on: to who its certificate says it is, and to nobody it points at."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from api.accounts.sign_on import SignOn
from api.mailing import Delivered, send_waiting
from api.service import Service
from corpus.problems import Forbidden, Refused, Unavailable
from corpus.store.tokens import Origin
from tests.api.accounts.sign_on_provider import CLIENT, SECRET, Provider, answered, provider
from tests.api.mail_server import mail_server
from tests.api.test_mailing import NOW, queue

HERE, ELSEWHERE = x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("mail.elsewhere.example")


def certificate(path: Path, name: x509.GeneralName) -> Path:
    """A file with a new key and a certificate for this name, signed with the same key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A certificate of the tests")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return certificate(tmp_path / "own.pem", HERE)


def sent(service: Service, shown: Path, tls: str) -> tuple[Delivered, int]:
    """What became of a letter, and how many the server took that shows this certificate."""
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(shown)
    with mail_server(secure, from_the_beginning=tls == "tls") as box:
        server = {"smtp_host": "127.0.0.1", "smtp_port": box.port, "smtp_tls": tls}
        service.settings = service.settings.model_copy(update=server)
        queue(service)
        return send_waiting(service, NOW), len(box.letters)


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_mail_server_shows_a_certificate_that_is_trusted_and_its_own(
    service: Service, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tls: str
) -> None:
    assert sent(service, own, tls) == (Delivered(failed=1), 0)
    with service.database.reading() as store:
        (letter,) = store.mails.page()
    assert "CERTIFICATE_VERIFY_FAILED" in (letter.error or "")
    others = certificate(tmp_path / "others.pem", ELSEWHERE)
    monkeypatch.setenv("SSL_CERT_FILE", str(others))
    assert sent(service, others, tls) == (Delivered(failed=1), 0)
    # The other way round: with one that the operator trusts, and that is the server's, letters go out.
    monkeypatch.setenv("SSL_CERT_FILE", str(own))
    assert sent(service, own, tls) == (Delivered(sent=1), 1)


def test_no_letter_goes_out_where_the_server_offers_no_encryption(service: Service) -> None:
    with mail_server() as box:
        server = {"smtp_host": "127.0.0.1", "smtp_port": box.port, "smtp_tls": "starttls"}
        service.settings = service.settings.model_copy(update=server)
        queue(service)
        assert send_waiting(service, NOW) == Delivered(failed=1)
        assert box.letters == []


@pytest.fixture
def secure_provider(own: Path) -> Iterator[Provider]:
    with provider(own) as made:
        yield made


def signing_on(service: Service, made: Provider, client: httpx.Client | None = None) -> SignOn:
    told = {"oidc_issuer": made.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SecretStr(SECRET)}
    service.settings = service.settings.model_copy(update=told)
    return SignOn(service, client)


def concluded(sign_on: SignOn) -> None:
    """The whole way through the provider, as far as it comes."""
    address, asked = sign_on.begin("/")
    back = httpx.get(address, follow_redirects=False, verify=False).headers["location"]
    sign_on.conclude(asked, answered(back), Origin())


def test_a_provider_shows_a_certificate_that_is_trusted(
    service: Service, secure_provider: Provider, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unavailable, match="sign_on_away"):
        signing_on(service, secure_provider).begin("/")
    assert secure_provider.called == []
    # The token is fetched by another client than the rest.
    trusting = httpx.Client(verify=ssl.create_default_context(cafile=own))
    with pytest.raises(Unavailable, match="sign_on_away"):
        concluded(signing_on(service, secure_provider, trusting))
    assert "/token" not in secure_provider.called
    # The other way round: whom the operator trusts is asked, and says who it is; nobody here, as it happens.
    monkeypatch.setenv("SSL_CERT_FILE", str(own))
    with pytest.raises(Forbidden, match="sign_on_unknown"):
        concluded(signing_on(service, secure_provider))
    assert {"/token", "/keys"} <= set(secure_provider.called)


@pytest.mark.parametrize("what", ["metadata", "token", "keys"])
def test_nobody_is_followed_elsewhere(service: Service, what: str) -> None:
    with provider() as made:
        with pytest.raises(Forbidden, match="sign_on_unknown"):
            concluded(signing_on(service, made))
        made.moved = what
        made.called.clear()
        with pytest.raises(Refused, match=r"sign_on_(away|refused)"):
            concluded(signing_on(service, made))
    assert made.called
    assert not [path for path in made.called if path.startswith("/moved/")]
