"""Second-generation messages as text: every form and padding, and IDs of both generations."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_beacons import EPIRB, located
from made_up_sgb import CANCELLED, SHIP, changed, digits

from decoder.hextext import HexTextError, read_hex
from decoder.message import MessageClass
from decoder.reasons import Reason
from decoder.t001 import frame
from decoder.t018 import SecondGeneration, encode_message
from decoder.t018.aircraft import AircraftAddress
from decoder.t018.hex_id import HexId, TruncatedHexId, is_hex_id
from decoder.t018.in_flight import InFlight
from decoder.t018.location import Location
from decoder.t018.objective import Objective
from decoder.t018.ships import Mmsi

PREAMBLE = "0" * 50
WHOLE = encode_message(SHIP)
LEFT = digits(WHOLE, before="00")
numbers = st.integers(0, 16383)
made_up = st.builds(
    SecondGeneration,
    tac=st.integers(10000, 17999),
    serial_number=numbers,
    country=st.sampled_from([201, 273, 577]),
    test_protocol=st.booleans(),
    homing=st.booleans(),
    location=st.builds(Location, st.floats(-90, 90), st.floats(-180, 180)),
    vessel=st.builds(Mmsi, st.integers(201_000_000, 775_999_999), st.integers(0, 9999)),
    beacon_type=st.sampled_from(["ELT", "EPIRB", "PLB"]),
    rotating_field=st.builds(Objective, minutes_since_location=st.integers(0, 2046)),
) | st.builds(
    SecondGeneration,
    tac=st.integers(10000, 17999),
    serial_number=numbers,
    country=st.sampled_from([201, 273, 577]),
    vessel=st.builds(AircraftAddress, st.from_regex("[0-9A-F]{6}", fullmatch=True)),
    beacon_type=st.just("ELT(DT)"),
    rotating_field=st.builds(InFlight, location_utc_s=st.integers(0, 86399)),
)


def forms(fields: SecondGeneration) -> dict[str, str]:
    bits = encode_message(fields)
    info, parity = bits[:202], bits[202:]
    return {
        "63 left": digits(bits, before="00"),
        "63 right": digits(bits, after="00"),
        "63 middle": digits(info, after="00") + digits(parity),
        "75": digits(bits, before=PREAMBLE),
        "51 left": digits(info, before="00"),
        "51 right": digits(info, after="00"),
    }


@pytest.mark.parametrize("form", forms(SHIP))
@pytest.mark.parametrize("fields", [SHIP, CANCELLED], ids=["alert", "cancellation"])
def test_every_form_of_a_message_reads_the_same(fields: SecondGeneration, form: str) -> None:
    text = forms(fields)[form]
    assert len(text) == int(form[:2])
    message = read_hex(text)
    assert message.fields == fields
    assert message.hex == forms(fields)["63 left"]
    assert message.valid
    assert (Reason.PARITY_MISSING in message.reasons) == form.startswith("51")
    assert message.corrected_bits == (() if form.startswith("51") else (0,))


@given(made_up)
def test_padding_is_never_taken_for_the_other(fields: SecondGeneration) -> None:
    message = read_hex(forms(fields)["63 left"])
    for text in forms(fields).values():
        assert read_hex(text).fields == message.fields


def test_a_message_that_is_a_codeword_in_both_paddings_is_read_by_its_spare_bits() -> None:
    """Found by making the last two bits of the parity and the first two of the number zero."""
    for serial_number in range(1000):
        bits = encode_message(changed(SHIP, serial_number=serial_number))
        if not bits[-2:].any():
            assert not bits[:2].any()
            for text in (digits(bits, before="00"), digits(bits, after="00")):
                fields = read_hex(text).fields
                assert isinstance(fields, SecondGeneration)
                assert fields.serial_number == serial_number
            return
    pytest.fail("one in four of these has such a parity")


def test_six_errors_and_the_wrong_padding_together_are_still_read() -> None:
    received = WHOLE.copy()
    received[10:130:20] ^= 1
    for text in (digits(received, before="00"), digits(received, after="00")):
        message = read_hex(text)
        assert message.fields == SHIP
        assert message.corrected_bits == (6,)


def test_a_self_test_is_known_by_the_first_bit() -> None:
    text = digits(WHOLE, before="10")
    message = read_hex(text)
    assert message.message_class is MessageClass.SELF_TEST
    assert message.hex == text
    assert read_hex(text[:51]).message_class is MessageClass.SELF_TEST


@pytest.mark.parametrize("before", ["01", "11", "0" * 49 + "1"])
def test_what_stands_before_a_message_by_mistake_is_a_warning(before: str) -> None:
    message = read_hex(digits(WHOLE, before=before))
    assert message.fields == SHIP
    assert message.reasons == (Reason.PADDING_WRONG,)


def test_an_id_is_read_without_asking_for_its_generation() -> None:
    beacon_id = read_hex(LEFT).beacon_id
    assert beacon_id is not None
    message = read_hex(beacon_id)
    assert message.generation == 2
    assert message.beacon_id == message.hex == beacon_id
    assert message.corrected_bits == ()
    assert message.position is None
    assert message.fields == HexId(
        tac=SHIP.tac, serial_number=SHIP.serial_number, country=SHIP.country, vessel=SHIP.vessel
    )
    assert message.identity == "MMSI 201 123456, type approval 10001, serial number 406"


def test_the_first_15_digits_of_an_id_are_one_too() -> None:
    beacon_id = (read_hex(LEFT).beacon_id or "")[:15]
    message = read_hex(beacon_id)
    assert message.generation == 2
    assert message.beacon_id == message.hex == beacon_id
    assert isinstance(message.fields, TruncatedHexId)
    assert message.fields.vessel_type == "MMSI"
    assert message.identity == "type approval 10001, serial number 406"
    assert read_hex(f"{int(frame.to_text(located(EPIRB))[25:85], 2):015X}").generation == 1


@given(st.integers(0, (1 << 92) - 1))
def test_every_23_digits_with_the_fixed_bits_are_an_id(number: int) -> None:
    digits_23 = f"{number:023X}"
    if is_hex_id(digits_23):
        message = read_hex(digits_23)
        assert message.beacon_id == digits_23
        assert msgspec.json.encode(message)
    else:
        with pytest.raises(HexTextError, match="no 23 Hex ID") as refused:
            read_hex(digits_23)
        assert refused.value.reason is Reason.HEX_ID_BITS_WRONG


@given(made_up)
def test_an_id_tells_all_that_its_bits_are_of(fields: SecondGeneration) -> None:
    message = read_hex(digits(encode_message(fields), before="00"))
    known = read_hex(message.beacon_id or "").fields
    assert known == HexId(
        tac=fields.tac,
        serial_number=fields.serial_number,
        country=fields.country,
        test_protocol=fields.test_protocol,
        vessel=fields.vessel,
    )


@given(
    st.sampled_from([51, 63, 75]).flatmap(
        lambda count: st.text("0123456789ABCDEF", min_size=count, max_size=count)
    )
)
def test_any_digits_give_a_message_that_goes_through_json(text: str) -> None:
    message = read_hex(text)
    assert message.generation == 2
    assert len(message.hex) == 63
    assert message.valid == (message.message_class is not MessageClass.UNRELIABLE)
    assert msgspec.json.encode(message)
    if message.position is not None:
        assert abs(message.position.lat) <= 90
        assert abs(message.position.lon) <= 180
