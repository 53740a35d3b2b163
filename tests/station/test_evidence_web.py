"""Pictures and samples over HTTP, for those who may see them."""

import io
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from evidence_made_up import UTC_S, heard, kept
from PIL import Image
from web_running import API, Running, running, secret_of, tokens

from alerts.event import Event
from alerts.store.store import Store
from decoder.message import MessageClass
from recordings.replay import replay
from station.web.settings import Right, WebSettings

NOW_S = UTC_S + 60
KINDS = (("png", "image/png"), ("zip", "application/zip"))


def taken(station: Running, *events: Event) -> str:
    """The address of the incident that they become."""
    alert = station.desk.take(events, NOW_S)[0]
    return f"{API}/incidents/{events[0].alert_class}/{alert.incident.incident_id}"


async def test_an_incident_leads_to_pictures_and_samples_of_its_bursts(tmp_path: Path) -> None:
    event = heard(3.0, MessageClass.DISTRESS)
    await kept(tmp_path, event)
    async with running(Store(), evidence=tmp_path) as station:
        whole = (await station.client.get(taken(station, event))).json()
        (burst,) = whole["bursts"]
        assert burst["hex"] == event.hex
        assert burst["evidence"] == f"{API}/evidence/{event.event_id}.png"
        picture = await station.client.get(burst["evidence"])
        assert picture.headers["content-type"] == "image/png"
        assert Image.open(io.BytesIO(picture.content)).format == "PNG"
        packed = await station.client.get(burst["evidence"].replace(".png", ".zip"))
        assert packed.headers["content-type"] == "application/zip"
        with ZipFile(io.BytesIO(packed.content)) as archive:
            assert {Path(name).suffix for name in archive.namelist()} == {
                ".png",
                ".sigmf-meta",
                ".sigmf-data",
            }
            archive.extractall(tmp_path / "unpacked")
        (clip,) = (tmp_path / "unpacked").glob("*.sigmf-meta")
        assert replay(clip) == []  # made of noise alone


async def test_a_burst_without_evidence_has_none(tmp_path: Path) -> None:
    event = heard(3.0)
    async with running(Store(), evidence=tmp_path) as station:
        whole = (await station.client.get(taken(station, event))).json()
        assert [each["evidence"] for each in whole["bursts"]] == [None]
        for kind, _ in KINDS:
            answer = await station.client.get(f"{API}/evidence/{event.event_id}.{kind}")
            assert answer.status_code == 404


async def test_a_station_that_keeps_none_has_none() -> None:
    event = heard(3.0)
    async with running(Store()) as station:
        whole = (await station.client.get(taken(station, event))).json()
        assert [each["evidence"] for each in whole["bursts"]] == [None]
        answer = await station.client.get(f"{API}/evidence/{event.event_id}.png")
        assert answer.status_code == 404


@pytest.mark.parametrize("kind", [kind for kind, _ in KINDS])
async def test_covert_evidence_is_not_there_for_who_may_not_see_it(
    kind: str, tmp_path: Path
) -> None:
    folder = tmp_path / "evidence"
    covert = heard(2.0, MessageClass.SHIP_SECURITY)
    beside, apart = heard(3.0), heard(6.0)
    await kept(folder, covert, beside, apart)
    people = tokens(tmp_path, officer=[Right.SHIP_SECURITY], anna=[Right.ACKNOWLEDGE])
    settings = WebSettings(port=0, tokens=people)

    async def answers(token: str | None) -> list[int]:
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        async with running(Store(), settings, evidence=folder) as station:
            asked = [
                await station.client.get(f"{API}/evidence/{each.event_id}.{kind}", headers=headers)
                for each in (covert, beside, apart)
            ]
            address = taken(station, beside, apart)
            whole = (await station.client.get(address, headers=headers)).json()
        links = {each["event_id"]: each["evidence"] for each in whole["bursts"]}
        assert links[apart.event_id] is not None
        assert (links[beside.event_id] is not None) == (asked[1].status_code == 200)
        return [each.status_code for each in asked]

    assert await answers(secret_of("officer")) == [200, 200, 200]
    assert await answers(secret_of("anna")) == [404, 404, 200]
    assert await answers(None) == [404, 404, 200]


async def test_nobody_reads_evidence_without_the_right_to_read(tmp_path: Path) -> None:
    event = heard(3.0)
    await kept(tmp_path, event)
    settings = WebSettings(port=0, anonymous=False, tokens=tokens(tmp_path, anna=[Right.READ]))
    async with running(Store(), settings, evidence=tmp_path) as station:
        for kind, _ in KINDS:
            answer = await station.client.get(f"{API}/evidence/{event.event_id}.{kind}")
            assert answer.status_code == 401


@pytest.mark.parametrize(
    "name", ["..%2f..%2fsecret", "*", "%00", "0" * 36, "a" * 5000, "store.db%3f"]
)
async def test_no_other_file_is_reached_by_an_odd_name(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    async with running(Store(), evidence=folder) as station:
        for kind, _ in KINDS:
            answer = await station.client.get(f"{API}/evidence/{name}.{kind}")
            assert answer.status_code in {404, 400, 431}
            assert b"secret" not in answer.content


async def test_a_picture_may_be_kept_by_the_browser_for_a_while_and_samples_not(
    tmp_path: Path,
) -> None:
    event = heard(3.0)
    await kept(tmp_path, event)
    async with running(Store(), evidence=tmp_path) as station:
        answers: list[httpx.Response] = [
            await station.client.get(f"{API}/evidence/{event.event_id}.{kind}") for kind, _ in KINDS
        ]
        assert [each.headers["cache-control"] for each in answers] == [
            "private, max-age=300",
            "no-store",
        ]


async def test_a_folder_that_cannot_be_read_does_not_hide_the_incident(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = heard(3.0)

    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("station.evidence.archive.os.scandir", broken)
    async with running(Store(), evidence=tmp_path) as station:
        whole = (await station.client.get(taken(station, event))).json()
        assert [each["evidence"] for each in whole["bursts"]] == [None]
        answer = await station.client.get(f"{API}/evidence/{event.event_id}.png")
        assert (answer.status_code, answer.json()["error"]) == (
            503,
            "evidence cannot be read now: try again",
        )
