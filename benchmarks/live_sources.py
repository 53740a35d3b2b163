"""What a live source costs at 2.4 MS/s, and how soon each fault of it is noticed.

CPU is of the way from the network or the driver to a piece in the hands of who reads them. A fault
is noticed by a SourceError; a dropout by a piece that says that samples are missing before it.

python benchmarks/live_sources.py [--seconds S] [--times N]
"""

import argparse
import asyncio
import random
import sys
import time
from ctypes import c_void_p

from sdr.fakes.faults import FaultKind
from sdr.fakes.librtlsdr import FakeLibrtlsdr, below_pyrtlsdr
from sdr.fakes.player import Player
from sdr.fakes.rtl_tcp import FakeRtlTcp
from sdr.fakes.tape import noise_tape
from sdr.live.opening import open_source
from sdr.live.settings import AnySource, RtlSdrSettings, RtlTcpSettings
from sdr.live.source import SourceError

RATE_HZ = 2.4e6
SLOW_HZ = 250e3
TARGET_S = 5.0
QUIET_S = 3.0
FAULTS = (
    (FaultKind.STALL, None),
    (FaultKind.DISCONNECT, None),
    (FaultKind.USB_ERROR, None),
    (FaultKind.GARBAGE, None),
    (FaultKind.WRONG_RATE, None),
    (FaultKind.DROPOUT, 0.1),
)


def main() -> None:
    parser = argparse.ArgumentParser(description="cost of live sources, and faults noticed")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--times", type=int, default=20)
    arguments = parser.parse_args()
    asyncio.run(measure_costs(arguments.seconds))
    asyncio.run(measure_faults(arguments.times))


async def measure_costs(seconds: float) -> None:
    print("at 2.4 MS/s            % of a core   samples lost")
    command = (sys.executable, "-m", "sdr.fakes", "noise", "--port", "0")
    server = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert server.stdout is not None
    port = int((await server.stdout.readline()).split(b":")[1])
    used_s, lost = await cost(RtlTcpSettings(port=port, rate_hz=RATE_HZ), seconds)
    server.kill()
    await server.wait()
    print(f"rtl_tcp                {100.0 * used_s / seconds:11.1f}   {lost:12}", flush=True)
    alone_s = cost_of_fake(seconds)
    fake = FakeLibrtlsdr(Player(noise_tape(RATE_HZ)))
    with below_pyrtlsdr(fake):
        used_s, lost = await cost(RtlSdrSettings(rate_hz=RATE_HZ), seconds)
    percent = 100.0 * (used_s - alone_s) / seconds
    print(f"rtl_sdr (less its fake) {percent:10.1f}   {lost + fake.lost_samples:12}", flush=True)


async def cost(settings: AnySource, seconds: float) -> tuple[float, int]:
    lost = 0
    async with open_source(settings) as source:
        began_s, until_s = time.process_time(), time.monotonic() + seconds
        async for piece in source.pieces():
            lost += piece.samples_lost
            if time.monotonic() > until_s:
                break
        return time.process_time() - began_s, lost


def cost_of_fake(seconds: float) -> float:
    """With a callback that does nothing."""
    fake = FakeLibrtlsdr(Player(noise_tape(RATE_HZ)))
    fake.rtlsdr_open(c_void_p(), 0)
    began_s, until_s = time.process_time(), time.monotonic() + seconds

    def callback(_values: object, _size: int, _context: object) -> None:
        if time.monotonic() > until_s:
            fake.rtlsdr_cancel_async(c_void_p())

    fake.rtlsdr_read_async(c_void_p(), callback, None, 32, 131072)
    return time.process_time() - began_s


async def measure_faults(times: int) -> None:
    print(f"\n{times} times each          noticed   after s, median   most   target {TARGET_S:g}")
    for kind, duration_s in FAULTS:
        found = await asyncio.gather(*(tcp_fault(kind, duration_s) for _ in range(times)))
        show(f"rtl_tcp {kind}", found)
        one_by_one = [await usb_fault(kind, duration_s) for _ in range(max(1, times // 5))]
        show(f"rtl_sdr {kind}", one_by_one)


def show(name: str, found: list[float | None]) -> None:
    after_s = sorted(one for one in found if one is not None)
    middle = after_s[len(after_s) // 2] if after_s else float("nan")
    most = after_s[-1] if after_s else float("nan")
    print(
        f"{name:20} {len(after_s):4} of {len(found):2}   {middle:15.2f}   {most:4.2f}", flush=True
    )


async def tcp_fault(kind: FaultKind, duration_s: float | None) -> float | None:
    player = Player(noise_tape(SLOW_HZ))
    async with FakeRtlTcp(player).serving() as server:
        settings = RtlTcpSettings(port=server.port, rate_hz=SLOW_HZ, center_hz=406.05e6)
        return await noticed(settings, player, kind, duration_s)


async def usb_fault(kind: FaultKind, duration_s: float | None) -> float | None:
    player = Player(noise_tape(SLOW_HZ))
    with below_pyrtlsdr(FakeLibrtlsdr(player)):
        settings = RtlSdrSettings(rate_hz=SLOW_HZ, center_hz=406.05e6)
        return await noticed(settings, player, kind, duration_s)


async def noticed(
    settings: AnySource, player: Player, kind: FaultKind, duration_s: float | None
) -> float | None:
    """Seconds from the fault to the first that is said of it; None where nothing is."""
    begin_s = time.monotonic() + QUIET_S + random.random()
    injected_s = None
    try:
        async with open_source(settings) as source:
            async for piece in source.pieces():
                if injected_s is not None and piece.gap_before and kind is FaultKind.DROPOUT:
                    return time.monotonic() - injected_s
                if injected_s is None and time.monotonic() > begin_s:
                    player.inject(kind, duration_s)
                    injected_s = player.faults[-1].at_s - player.now_s + time.monotonic()
                if injected_s is not None and time.monotonic() - injected_s > 4.0 * TARGET_S:
                    return None
    except SourceError:
        pass
    return None if injected_s is None else time.monotonic() - injected_s


if __name__ == "__main__":
    main()
