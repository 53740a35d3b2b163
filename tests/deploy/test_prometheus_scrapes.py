"""A real Prometheus, as configured here, reads a station: plainly, and with TLS and a token."""

import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from made_container import DEPLOY, as_mounted, free_port, made_container
from made_up_alerts import burst_event
from measures import asked_for, given
from msgspec.structs import replace
from receivers_made_up import CONDITION

from alerts.acknowledgement import Acknowledgement
from alerts.desk import Desk
from alerts.messages import Messages
from alerts.store.store import Store
from alerts.topics import Topics
from station.config.config import read_config
from station.timings import BURST_TO_BROKER, DECODING
from station.web.health import Condition
from station.web.server import web_server
from station.web.settings import WebSettings

TRIES, PAUSE_S = 300, 0.2
SHIPPED = ("prometheus/alerts.yml", "grafana/dashboards/station.json")
UP = "min(up{job='beacon406'})"


async def nobody_acknowledges(_: Acknowledgement) -> None:
    raise AssertionError


@contextmanager
def prometheus(config: Path, folder: Path) -> Iterator[str]:
    """Its address; it may still be starting."""
    port = free_port()
    command = ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder / 'tsdb'}"]
    command.append(f"--web.listen-address=127.0.0.1:{port}")
    with (folder / "log").open("w") as log, subprocess.Popen(command, stderr=log) as process:
        try:
            yield f"http://127.0.0.1:{port}/api/v1"
        finally:
            process.terminate()


async def value_of(expression: str, client: httpx.AsyncClient) -> float | None:
    try:
        answer = await client.get("/query", params={"query": expression})
    except httpx.TransportError:
        return None  # it is starting
    if not answer.is_success:
        return None
    found: list[Any] = answer.json()["data"]["result"]
    return float(found[0]["value"][1]) if found else None


@asynccontextmanager
async def scraped(
    settings: WebSettings,
    config: Path,
    folder: Path,
    condition: Callable[[], Condition] = Condition,
) -> AsyncIterator[httpx.AsyncClient]:
    """The server of a station that has heard something, and a Prometheus that has tried to read."""
    with Store() as store, prometheus(config, folder) as address:
        Desk(store, Messages(Topics("hill"))).take([burst_event(time.time())], time.time())
        async with (
            web_server(
                store,
                settings,
                station="hill",
                acknowledge=nobody_acknowledges,
                condition=condition,
                channels=["primary"],
                report=print,
            ),
            httpx.AsyncClient(base_url=address) as client,
        ):
            for _ in range(TRIES):
                if await value_of(UP, client) is not None:
                    break
                await asyncio.sleep(PAUSE_S)
            yield client


def of_this_machine(folder: Path) -> tuple[WebSettings, Path]:
    """A station's settings, and Prometheus' configuration beside it."""
    port = free_port()
    shutil.copy(DEPLOY / "prometheus/alerts.yml", folder)
    config = folder / "prometheus.yml"
    shipped = faster(DEPLOY / "prometheus/prometheus.yml")
    config.write_text(shipped.replace("127.0.0.1:8406", f"127.0.0.1:{port}"))
    return WebSettings(port=port), config


def faster(path: Path) -> str:
    return path.read_text().replace("15s", "1s")


async def test_prometheus_beside_a_station_reads_it(tmp_path: Path) -> None:
    settings, config = of_this_machine(tmp_path)
    async with scraped(settings, config, tmp_path) as client:
        assert await value_of(UP, client) == 1.0
        assert await value_of("beacon406_online", client) == 1.0
        assert await value_of("beacon406_store_usable", client) == 1.0
        groups = (await client.get("/rules")).json()["data"]["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        assert {rule["health"] for rule in rules} <= {"ok", "unknown"}
        assert "StationDeaf" in {rule["name"] for rule in rules}


async def test_prometheus_has_all_that_rules_and_dashboard_ask_for(tmp_path: Path) -> None:
    settings, config = of_this_machine(tmp_path)
    DECODING.labels("roof").observe(0.03)
    BURST_TO_BROKER.labels("primary").observe(0.6)
    texts = [(DEPLOY / name).read_text() for name in SHIPPED]
    asked = frozenset[str]().union(*map(asked_for, texts)) & given()
    assert len(asked) > 20
    async with scraped(settings, config, tmp_path, lambda: CONDITION) as client:
        answer = await client.get("/label/__name__/values")
        stored = frozenset().union(*map(asked_for, answer.json()["data"]))
        assert asked <= stored
        assert await value_of("beacon406_noise_floor_dbfs_hz", client) == -101.25
        assert await value_of("beacon406_source_up{source='mast'}", client) == 0.0


def of_compose(container: Path) -> tuple[WebSettings, Path]:
    """The station's settings and Prometheus' configuration, outside of their containers."""
    port = free_port()
    station = container / "station.toml"
    station.write_text(as_mounted(station.read_text(), "station", container))
    web = read_config(station).web
    assert web is not None
    config = container / "prometheus.outside.yml"
    text = as_mounted(faster(container / "prometheus.yml"), "prometheus", container)
    text = text.replace("- alerts.yml", f"- {container.parent / 'prometheus/alerts.yml'}")
    config.write_text(text.replace("station:8406", f"localhost:{port}"))
    return replace(web, port=port), config


async def test_prometheus_of_the_compose_file_reads_the_station_of_it(tmp_path: Path) -> None:
    settings, config = of_compose(made_container(tmp_path))
    async with scraped(settings, config, tmp_path) as client:
        assert await value_of(UP, client) == 1.0
        assert await value_of("beacon406_online", client) == 1.0


@pytest.mark.parametrize("secret", ["token", "authority.crt"])
async def test_it_cannot_read_it_with_secrets_of_another(secret: str, tmp_path: Path) -> None:
    for name in ("mine", "other"):
        (tmp_path / name).mkdir()
    container, other = made_container(tmp_path / "mine"), made_container(tmp_path / "other")
    shutil.copy(other / "secrets/prometheus" / secret, container / "secrets/prometheus" / secret)
    settings, config = of_compose(container)
    async with scraped(settings, config, tmp_path) as client:
        assert await value_of(UP, client) == 0.0
