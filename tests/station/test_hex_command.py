"""`beacon406 hex` as it is typed."""

import io
import json
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decoder.hextext import HexTextError, read_hex
from station.hex.command import describe
from station.main import main

Captured = pytest.CaptureFixture[str]


SECOND_GENERATION = "09C441963269E400085200025FE734055547FFF00001FFE3E789085DBCB3CA4"
"""C/S T.018, made up, test protocol: EPIRB, 60°30'N 10°15'W."""


class Stdin:
    """Standard input as the command sees it."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def hex_lines(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], data: bytes
) -> tuple[int, list[dict[str, Any]]]:
    monkeypatch.setattr(sys, "stdin", Stdin(data))
    status = main(["hex", "--json", "-"])
    captured = capfdbinary.readouterr()
    assert captured.err == b""
    return status, [json.loads(line) for line in captured.out.split(b"\n")[:-1]]


def test_people_read_who_and_where(capsys: Captured, message: str) -> None:
    assert main(["hex", message]) == 0
    shown = capsys.readouterr().out
    for words in (message, "48°30.00'N 004°15.00'W", "France", "class            test"):
        assert words in shown


def test_every_field_of_the_protocol_is_shown(message: str) -> None:
    decoded = read_hex(message)
    assert decoded.fields is not None
    shown = {line.split()[0] for line in describe(decoded)}
    assert set(decoded.fields.__struct_fields__) < shown
    assert {"hemisphere", "minutes", "homing_121_5_mhz"} < shown


def test_a_message_of_the_second_generation_is_read_without_being_told(capsys: Captured) -> None:
    assert main(["hex", SECOND_GENERATION]) == 0
    shown = capsys.readouterr().out
    for words in (SECOND_GENERATION, "class            test", "60°30.00'N 010°15.00'W", "EPIRB"):
        assert words in shown


def test_blanks_and_case_do_not_matter(
    capfdbinary: pytest.CaptureFixture[bytes], message: str
) -> None:
    spaced = f" {message[:6]} {message[6:].lower()} "
    assert main(["hex", "--json", spaced]) == 0
    assert json.loads(capfdbinary.readouterr().out)["hex"] == message


def test_one_line_of_input_is_one_line_of_output_whatever_it_holds(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], message: str
) -> None:
    good = message.encode()
    lines = [good, b"", b"\xff\xfe\x00", b"A" * 10_000_000, good + b"\r", b"XYZ"]
    status, events = hex_lines(monkeypatch, capfdbinary, b"\n".join(lines))
    assert status == 1
    assert [event["valid"] for event in events] == [True, False, False, False, True, False]
    assert all(event["reasons"] for event in events if not event["valid"])
    assert len({event["event_id"] for event in events}) == len(lines)


def test_a_byte_order_mark_does_not_spoil_the_first_line(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], message: str
) -> None:
    text = f"{message}\n{message}\n".encode("utf-8-sig")
    status, events = hex_lines(monkeypatch, capfdbinary, text)
    assert status == 0
    assert [event["hex"] for event in events] == [message, message]


def test_an_argument_that_is_no_message_is_one_line_on_standard_error(
    capsys: Captured, message: str
) -> None:
    assert main(["hex", "XYZ\nZYX", message]) == 1
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("beacon406: 'XYZ\\nZYX': ")
    assert message in captured.out


def test_bytes_of_the_command_line_that_are_no_text_do_no_harm(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert main(["hex", "--json", "\udcff\udcfe"]) == 1
    assert json.loads(capfdbinary.readouterr().out)["valid"] is False


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(data=st.binary(max_size=300))
def test_any_bytes_on_standard_input_give_a_line_per_line(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], data: bytes
) -> None:
    _, events = hex_lines(monkeypatch, capfdbinary, data)
    assert len(events) == data.count(b"\n") + (data != b"" and not data.endswith(b"\n"))


@given(st.text(alphabet="0123456789abcdefABCDEF -xX", max_size=70))
def test_whatever_decodes_can_be_described(text: str) -> None:
    try:
        message = read_hex(text)
    except HexTextError:
        return
    assert next(describe(message)) == message.hex
