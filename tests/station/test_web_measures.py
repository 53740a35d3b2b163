"""What Prometheus is told of incidents that nobody has seen, and of a store that is not on disk."""

from pathlib import Path

from web_running import API, LOCAL, Running, running, secret_of, tokens

from alerts.store.safe import SafeStore
from alerts.store.store import Store
from station.web.settings import Right, WebSettings


async def measures(station: Running) -> list[str]:
    answer = await station.client.get(f"{API}/metrics")
    answer.raise_for_status()
    return answer.text.splitlines()


async def test_an_incident_is_unacknowledged_until_somebody_has_seen_it(tmp_path: Path) -> None:
    settings = WebSettings(port=0, tokens=tokens(tmp_path, anna=[Right.ACKNOWLEDGE]))
    async with running(Store(), settings, token=secret_of("anna")) as station:
        assert 'beacon406_incidents_unacknowledged{class="distress"} 0.0' in await measures(station)
        (alert,) = station.hear(0)
        assert 'beacon406_incidents_unacknowledged{class="distress"} 1.0' in await measures(station)
        seen = await station.client.post(
            f"{API}/incidents/distress/{alert.incident.incident_id}/acknowledge",
            json={"event_id": alert.event_id},
        )
        seen.raise_for_status()
        assert 'beacon406_incidents_unacknowledged{class="distress"} 0.0' in await measures(station)


async def test_a_store_that_goes_on_in_memory_is_seen(tmp_path: Path) -> None:
    no_folder = tmp_path / "file"
    no_folder.touch()
    for path, usable in ((tmp_path / "alerts.db", 1.0), (no_folder / "alerts.db", 0.0)):
        with SafeStore(path, report=lambda _: None) as store:
            async with running(store, LOCAL) as station:
                assert f"beacon406_store_usable {usable}" in await measures(station)
