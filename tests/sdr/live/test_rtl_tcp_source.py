"""The rtl_tcp client against a server that behaves, and one that does not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from live_sources import HASTY, LIMIT_S, PATIENT, Heard, hear, read

from sdr.fakes.faults import Fault, FaultKind, fault
from sdr.fakes.player import Player
from sdr.fakes.rtl_tcp import FakeRtlTcp
from sdr.fakes.tape import noise_tape
from sdr.live.opening import open_source
from sdr.live.patience import Patience
from sdr.live.rtl_tcp_protocol import GREETING, MAGIC, Command, Tuner, greeting
from sdr.live.settings import RtlTcpSettings

RATE_HZ = 250e3
CENTER_HZ = 406.05e6
LONG = 30 * RATE_HZ


@asynccontextmanager
async def faulty(*faults: Fault, speed: float = 1.0) -> AsyncIterator[FakeRtlTcp]:
    async with FakeRtlTcp(Player(noise_tape(RATE_HZ), faults, speed=speed)).serving() as server:
        yield server


def settings_for(server: FakeRtlTcp, **more: object) -> RtlTcpSettings:
    known = {"port": server.port, "rate_hz": RATE_HZ, "center_hz": CENTER_HZ}
    return RtlTcpSettings(**{**known, **more})  # type: ignore[arg-type]


async def hear_fault(kind: FaultKind, patience: Patience = PATIENT) -> Heard:
    async with faulty() as server:
        begin = partial(server.player.inject, kind)
        return await hear(settings_for(server), samples=LONG, patience=patience, then=begin)


async def hear_dropout(duration_s: float) -> Heard:
    """Only once samples come: what is lost before the first is nobody's."""
    heard = Heard()
    async with (
        asyncio.timeout(LIMIT_S),
        faulty() as server,
        open_source(settings_for(server), PATIENT) as source,
    ):
        await read(source, heard, samples=0.2 * RATE_HZ)
        server.player.inject(FaultKind.DROPOUT, duration_s)
        await read(source, heard, samples=LONG, gaps=1)
    return heard


async def test_two_and_a_half_million_samples_a_second_lose_none() -> None:
    tape = noise_tape(2.4e6)
    loop = tape.read(2_400_000) * 2
    async with FakeRtlTcp(Player(tape)).serving() as server:
        settings = RtlTcpSettings(port=server.port, rate_hz=2.4e6)
        heard = await hear(settings, samples=3 * 2.4e6)
    assert heard.error is None
    assert server.dropped_bytes == 0
    assert heard.samples_lost == 0
    data, second = heard.data, len(loop) // 2
    start = loop.find(data[:4096])
    assert start >= 0
    assert start % 2 == 0, "I and Q are swapped"
    for at in range(0, len(data), second):
        part = data[at : at + second]
        assert part == loop[start : start + len(part)]


async def test_the_tuner_is_told_everything_before_the_first_piece() -> None:
    async with faulty() as server:
        await hear(settings_for(server, gain_db=20.0, bias_tee=True, ppm=2.5), samples=1)
    assert server.commands == [
        (Command.TEST_MODE, 0),
        (Command.DIRECT_SAMPLING, 0),
        (Command.OFFSET_TUNING, 0),
        (Command.RATE_HZ, 250_000),
        (Command.FREQUENCY_HZ, 406_050_000),
        (Command.PPM, 0),
        (Command.AGC, 0),
        (Command.MANUAL_GAIN, 1),
        (Command.GAIN_TENTH_DB, 197),
        (Command.BIAS_TEE, 1),
    ]


async def test_a_fast_crystal_is_told_by_the_stream_and_not_to_the_dongle() -> None:
    async with (
        faulty() as server,
        open_source(settings_for(server, ppm=2.0), PATIENT) as source,
    ):
        assert source.stream.center_hz == pytest.approx(CENTER_HZ + 812.1)


async def test_a_gain_is_set_to_the_nearest_that_the_tuner_has_and_heard() -> None:
    async with faulty() as server, open_source(settings_for(server), PATIENT) as source:
        heard = Heard()
        await read(source, heard, samples=1)
        await source.set_gain(10.0)
        quiet = bytes([126, 127, 128, 129])
        for _ in range(200):
            await read(source, heard, samples=1)
            if sum(heard.pieces[-1].data.count(value) for value in quiet) > 4000:
                break
        assert server.commands[-1] == (Command.GAIN_TENTH_DB, 87)
        counts = [sum(piece.data.count(value) for value in quiet) for piece in heard.pieces]
        assert counts[-1] > 3 * counts[0]


async def test_a_disconnect_is_told() -> None:
    heard = await hear_fault(FaultKind.DISCONNECT)
    assert str(heard.error).startswith("rtl_tcp: 127.0.0.1 has ended the connection: ")
    assert heard.pieces


async def test_a_stall_is_told() -> None:
    heard = await hear_fault(FaultKind.STALL, patience=HASTY)
    assert str(heard.error) == "rtl_tcp: has given no samples for 0.5 s: it is opened again"


async def test_what_only_a_clock_or_a_histogram_can_tell_is_told() -> None:
    """Together, since each takes seconds."""
    dropout, garbage, wrong_rate = await asyncio.gather(
        hear_dropout(0.4),
        hear_fault(FaultKind.GARBAGE),
        hear_fault(FaultKind.WRONG_RATE),
    )
    assert dropout.samples_lost == pytest.approx(0.4 * RATE_HZ, rel=0.5)
    assert "delivers random bytes, not samples" in str(garbage.error)
    assert "MS/s, not 0.25" in str(wrong_rate.error)


async def test_a_server_that_comes_back_is_heard_again() -> None:
    async with faulty() as server:
        begin = partial(server.player.inject, FaultKind.DISCONNECT, LIMIT_S)
        assert (await hear(settings_for(server), samples=LONG, then=begin)).error
        gone = await hear(settings_for(server), samples=1)
        assert "has ended the connection at once" in str(gone.error)
        server.player.faults.clear()
        assert (await hear(settings_for(server), samples=1000)).error is None


@pytest.mark.parametrize("greets", [b"SSH-2.0-OpenSSH", b"HTTP/1.1 400 Bad", bytes(64)])
async def test_a_server_of_something_else_is_refused(greets: bytes) -> None:
    async with FakeRtlTcp(Player(noise_tape(RATE_HZ)), greets).serving() as server:
        heard = await hear(settings_for(server), samples=1)
    assert f"the server greets with {greets[:4]!r}" in str(heard.error)


async def test_a_server_that_says_nothing_is_given_up() -> None:
    silent = Player(noise_tape(RATE_HZ), [fault(FaultKind.STALL, 0.0)])
    async with FakeRtlTcp(silent, b"").serving() as server:
        heard = await hear(settings_for(server), samples=1, patience=Patience(open_s=0.2))
    assert "the server does not greet" in str(heard.error)


async def test_a_server_that_stops_within_its_first_sample_is_given_up() -> None:
    stalled = Player(noise_tape(RATE_HZ), [fault(FaultKind.STALL, 0.0)])
    async with FakeRtlTcp(stalled, greeting(Tuner.R820T) + b"\x80").serving() as server:
        heard = await hear(settings_for(server), samples=1, patience=Patience(stall_s=0.2))
    assert "has given no samples for 0.2 s" in str(heard.error)


async def test_no_server_is_one_sentence() -> None:
    async with faulty() as server:
        settings = settings_for(server)
    heard = await hear(settings, samples=1)
    assert f"cannot connect to 127.0.0.1 port {settings.port} (" in str(heard.error)
    assert str(heard.error).endswith("): start the server there, or correct host and port")


async def opened_warning(greets: bytes, **more: object) -> str | None:
    async with (
        FakeRtlTcp(Player(noise_tape(RATE_HZ)), greets).serving() as server,
        open_source(settings_for(server, **more), PATIENT) as source,
    ):
        await read(source, Heard(), samples=1)
        return source.warning


async def test_a_tuner_that_is_known_is_nothing_to_warn_of() -> None:
    for tuner in (Tuner.E4000, Tuner.R820T):
        assert await opened_warning(greeting(tuner)) is None


async def test_an_r828d_may_be_one_that_an_old_librtlsdr_tunes_wrongly() -> None:
    assert await opened_warning(greeting(Tuner.R828D)) == (
        "rtl_tcp: its tuner is an R828D: if it is an RTL-SDR Blog V4, librtlsdr 0.6.0, as in"
        " Debian 12, tunes it wrongly: run the rtl_tcp of 2.0.2 or later"
    )


@pytest.mark.parametrize(("tuner", "gains"), [(Tuner.R820T, 30), (99, 29), (99, 0)])
async def test_an_unknown_tuner_has_no_gains_to_choose_from_and_that_is_told(
    tuner: int, gains: int
) -> None:
    greets = GREETING.pack(MAGIC, tuner, gains)
    assert await opened_warning(greets) == (
        f"rtl_tcp: the {gains} gains of its tuner (type {tuner}) are not known:"
        ' "auto" leaves it at 30 dB: give gain_db'
    )
    assert await opened_warning(greets, gain_db=20.0) is None


async def test_an_unknown_tuner_has_no_gains_but_samples() -> None:
    greets = GREETING.pack(MAGIC, 99, 0)
    async with (
        FakeRtlTcp(Player(noise_tape(RATE_HZ)), greets).serving() as server,
        open_source(settings_for(server), PATIENT) as source,
    ):
        assert source.gains_db == ()
        await read(source, Heard(), samples=1)


async def test_a_second_client_is_told_that_there_is_one() -> None:
    async with faulty() as server, open_source(settings_for(server), PATIENT) as source:
        await read(source, Heard(), samples=1)
        second = await hear(settings_for(server), samples=1)
    assert "may serve another client" in str(second.error)
