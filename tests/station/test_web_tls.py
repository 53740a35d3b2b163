"""A server that other machines can reach: TLS, and nothing without a token."""

import ssl
import subprocess
from pathlib import Path

import httpx
import pytest
from web_running import API, running, secret_of, tokens

from alerts.store.store import Store
from station.web.settings import Right, WebSettings


@pytest.fixture
def settings(tmp_path: Path) -> WebSettings:
    certificate, key = tmp_path / "hill.pem", tmp_path / "hill.key"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    return WebSettings(
        host="0.0.0.0",
        port=0,
        hosts=("localhost",),
        certificate_file=certificate,
        key_file=key,
        tokens=tokens(tmp_path, anna=[Right.ACKNOWLEDGE]),
    )


async def test_over_tls_nothing_is_said_without_a_token(settings: WebSettings) -> None:
    trust = ssl.create_default_context(cafile=str(settings.certificate_file))
    async with (
        running(Store(), settings) as station,
        httpx.AsyncClient(base_url=station.web.url, verify=trust) as client,
    ):
        station.hear(0)
        assert station.web.url.startswith("https://localhost:")
        for path in ("/incidents", "/events", "/health", "/metrics", "/geojson", "/decode?hex=0"):
            assert (await client.get(API + path)).status_code == 401
        bearing = {"authorization": f"Bearer {secret_of('anna')}"}
        listed = await client.get(f"{API}/incidents", headers=bearing)
        assert len(listed.json()["incidents"]) == 1
        assert "max-age" in listed.headers["strict-transport-security"]
        session = await client.post(f"{API}/session", headers=bearing)
        assert "Secure" in session.headers["set-cookie"]
        assert (await client.get(f"{API}/incidents")).is_success


async def test_who_speaks_no_tls_is_not_answered(settings: WebSettings) -> None:
    async with running(Store(), settings) as station:
        with pytest.raises(httpx.HTTPError):
            await station.client.get(f"{API}/health")


async def test_a_key_that_does_not_fit_ends_the_start(settings: WebSettings) -> None:
    assert settings.key_file is not None
    settings.key_file.write_text("no key")
    with pytest.raises(ValueError, match=r"web: certificate_file .*hill\.key: ") as wrong:
        async with running(Store(), settings):
            pass
    assert "_ssl.c" not in str(wrong.value)
