"""Random text into `beacon406 hex`, in this process and as a command; a traceback or a hang fails.

python benchmarks/fuzz_hex.py --minutes 10
"""

import argparse
import faulthandler
import json
import random
import subprocess
import sys
import time

import msgspec
import numpy as np

from alerts.event import event_from_message, undecodable_event
from alerts.event_id import new_event_id
from decoder.codes.bch import BCH_1, BCH_2
from decoder.codes.bch_250_202 import BCH_250_202
from decoder.hextext import HexTextError, read_hex
from station.hex.command import describe

LENGTHS = (0, 1, 14, 15, 16, 22, 23, 28, 30, 36, 51, 63, 64, 75, 200)
SYNCS = ("FFFE2F", "FFFED0", "FFFE", "")
SEPARATORS = ("", " ", "\t", "-", ":", "0x", "\u00a0", "\x00", "G", "é")
HANG_S = 60.0
TEXTS_PER_ROUND = 2000


def random_text(random_source: random.Random) -> str:
    """Mostly what looks like a message, spoiled a little; sometimes anything at all."""
    if random_source.random() < 0.1:
        points = random_source.choices(range(0xD800), k=random_source.randrange(80))
        return "".join(map(chr, points))
    if random_source.random() < 0.5:
        codewords = random_source.choice((random_codewords, random_second_generation))
        return codewords(random_source)
    digits = random_source.choices("0123456789abcdefABCDEF", k=random_source.choice(LENGTHS))
    text = random_source.choice(SYNCS) + "".join(digits)
    for _ in range(random_source.randrange(3)):
        place = random_source.randrange(len(text) + 1)
        text = text[:place] + random_source.choice(SEPARATORS) + text[place:]
    return text


def random_codewords(random_source: random.Random) -> str:
    """A message whose fields are both without error: it reaches the protocols, whatever it says."""
    data = [random_source.getrandbits(1) for _ in range(BCH_1.data_bits + BCH_2.data_bits)]
    first = BCH_1.encode(np.array(data[: BCH_1.data_bits], np.uint8))
    second = BCH_2.encode(np.array(data[BCH_1.data_bits :], np.uint8))
    bits = "".join(map(str, (*first, *second)))
    return f"{random_source.choice(SYNCS[:2])}{int(bits, 2):030X}"


def random_second_generation(random_source: random.Random) -> str:
    """The same of the second generation, mostly with the spare bits that it needs to be valid."""
    bits = f"{random_source.getrandbits(202):0202b}"
    if random_source.random() < 0.9:
        bits = bits[:140] + "1" * 14 + bits[154:]
    word = BCH_250_202.encode(np.array([*bits], np.uint8))
    return f"{int('00' + ''.join(map(str, word)), 2):063X}"


def decode_here(text: str) -> None:
    try:
        message = read_hex(text)
    except HexTextError as error:
        event = undecodable_event(text, (error.reason,), event_id=new_event_id())
    else:
        event = event_from_message(message, event_id=new_event_id())
        "\n".join(describe(message)).encode()
    msgspec.json.encode(event)


def decode_by_command(lines: bytes) -> None:
    """One JSON line for each line of input, no traceback, exit code 0 or 1."""
    done = subprocess.run(
        [sys.executable, "-m", "station.main", "hex", "--json", "-"],
        input=lines,
        capture_output=True,
        check=False,
    )
    events = [json.loads(line) for line in done.stdout.splitlines()]
    expected = lines.count(b"\n") + (not lines.endswith(b"\n") and lines != b"")
    if done.returncode not in {0, 1} or done.stderr or len(events) != expected:
        raise AssertionError(
            f"{expected} lines in, {len(events)} out, exit {done.returncode}: {done.stderr!r}"
        )


def one_round(random_source: random.Random) -> float:
    """Seconds that the slowest text took in this process."""
    texts = [random_text(random_source) for _ in range(TEXTS_PER_ROUND)]
    slowest_s = 0.0
    for text in texts:
        before_s = time.monotonic()
        decode_here(text)
        slowest_s = max(slowest_s, time.monotonic() - before_s)
    noise = random_source.randbytes(random_source.randrange(5000))
    decode_by_command("\n".join(texts).encode() + noise)
    return slowest_s


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    random_source = random.Random(arguments.seed)
    started_s = time.monotonic()
    rounds, slowest_s = 0, 0.0
    while (elapsed_s := time.monotonic() - started_s) < arguments.minutes * 60:
        faulthandler.dump_traceback_later(HANG_S, exit=True)
        slowest_s = max(slowest_s, one_round(random_source))
        rounds += 1
    faulthandler.cancel_dump_traceback_later()
    cases = 2 * TEXTS_PER_ROUND * rounds
    print(
        f"{cases} cases in {elapsed_s:.0f} s, {cases / elapsed_s:.0f}/s, slowest {slowest_s:.3f} s"
    )


if __name__ == "__main__":
    main()
