"""Messages as text: every form that people use, and nothing but HexTextError for the rest."""

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_up_beacons import AIRCRAFT, EPIRB, HERE, SHIP, located

from decoder.hextext import HexTextError, read_hex
from decoder.message import Message, MessageClass
from decoder.reasons import Reason
from decoder.t001 import encode_message, frame
from decoder.t001.identities import Operator

LONG = f"{int(frame.to_text(located(EPIRB)), 2):036X}"
SELF_TEST = f"{int(frame.to_text(located(EPIRB, self_test=True)), 2):036X}"
SHORT = f"{int(frame.to_text(encode_message(SHIP)), 2):028X}"

TEST_IDS = {
    "ADDC078003D0928": "56EE03C001E8494",
    "ADDC07800F424A0": "56EE03C007A1250",
    "ADDC0780EC837B0": "56EE03C07641BD8",
}
"""C/S T.012 Table E-B.1: test user protocol, bits 26 to 85, and the bits 25 to 84 printed there."""


def test_all_forms_of_a_message_read_the_same() -> None:
    assert read_hex(LONG) == read_hex(LONG[6:])
    assert read_hex(SHORT) == read_hex(SHORT[6:]) == read_hex(SHORT[6:] + "00000000")
    assert read_hex(LONG).hex == LONG
    assert read_hex(SHORT).hex == SHORT


@pytest.mark.parametrize(
    "text",
    [
        LONG.lower(),
        f"0x{LONG}",
        f"  {LONG}\n",
        " ".join(LONG[i : i + 2] for i in range(0, 36, 2)),
        "-".join(LONG[i : i + 6] for i in range(0, 36, 6)),
        ":".join(LONG[i : i + 2] for i in range(0, 36, 2)),
        f"\ufeff{LONG}",
        f"\ufeff0x{LONG}",
        f"{LONG[:6]}\t{LONG[6:]}",
        f"{LONG[:6]} – {LONG[6:]}",
    ],
)
def test_case_and_separators_change_nothing(text: str) -> None:
    assert read_hex(text) == read_hex(LONG)


def test_leading_zeros_are_digits() -> None:
    assert read_hex("0324040000FFBFF").beacon_id == "0324040000FFBFF"


def test_a_self_test_is_known_by_its_sync_alone() -> None:
    assert read_hex(SELF_TEST).message_class is MessageClass.SELF_TEST
    assert read_hex(SELF_TEST[6:]).message_class is MessageClass.DISTRESS
    assert read_hex(SELF_TEST[6:]).hex == LONG


@pytest.mark.parametrize("start", ["7FFE2F", "3FFE2F", "EFFE2F", "00FE2F"])
def test_lost_bits_of_the_bit_sync_change_nothing(start: str) -> None:
    assert read_hex(start + LONG[6:]) == read_hex(LONG)


def test_a_long_message_cut_at_bit_112_has_its_coarse_position() -> None:
    for text in (LONG[:28], LONG[6:28]):
        message = read_hex(text)
        assert message.hex == LONG[:28]
        assert Reason.SECOND_FIELD_MISSING in message.reasons
        assert message.position is not None
        assert (message.position.lat, message.position.lon) == HERE


def test_an_id_is_read_without_corrections() -> None:
    beacon_id = read_hex(LONG).beacon_id
    assert beacon_id is not None
    message = read_hex(beacon_id)
    assert message.hex == message.beacon_id == beacon_id
    assert message.corrected_bits == ()
    assert message.identity == read_hex(LONG).identity
    assert message.position is None
    assert message.reasons == ()


def test_an_id_with_a_position_is_set_to_its_default_and_says_so() -> None:
    bits = frame.to_text(located(EPIRB))
    text = f"{int(bits[25:85], 2):015X}"
    message = read_hex(text)
    assert message.beacon_id == read_hex(LONG).beacon_id != text
    assert message.hex == text
    assert message.reasons == (Reason.ID_NOT_DEFAULT,)


@pytest.mark.parametrize(("beacon_id", "shifted"), TEST_IDS.items())
def test_an_id_of_bits_25_to_84_is_recognized_and_not_believed(
    beacon_id: str, shifted: str
) -> None:
    assert read_hex(beacon_id).message_class is MessageClass.TEST
    message = read_hex(shifted)
    assert Reason.ID_BIT_SHIFTED in message.reasons
    assert message.message_class is MessageClass.UNRELIABLE
    assert message.hex == shifted


def test_ids_of_made_up_beacons_are_never_called_shifted() -> None:
    for serial_number in range(1, 512):
        identification = Operator("ABC", serial_number)
        fields = msgspec.structs.replace(
            AIRCRAFT, identity_type="aircraft operator", identification=identification
        )
        text = f"{int(frame.to_text(encode_message(fields))[25:85], 2):015X}"
        assert read_hex(text).reasons == ()


@pytest.mark.parametrize("count", [1, 14, 16, 29, 35, 37, 144])
def test_other_numbers_of_digits_are_refused(count: int) -> None:
    with pytest.raises(HexTextError, match=f"^{count} digits") as refused:
        read_hex("A" * count)
    assert refused.value.reason is Reason.WRONG_LENGTH


@pytest.mark.parametrize("text", ["", " ", "0x", "no message", LONG[:-1] + "G", "ＦＦＦＥ２Ｆ"])
def test_text_that_is_not_hexadecimal_is_refused(text: str) -> None:
    with pytest.raises(HexTextError) as refused:
        read_hex(text)
    assert refused.value.reason is Reason.NOT_HEXADECIMAL


def test_a_message_without_frame_sync_is_refused() -> None:
    with pytest.raises(HexTextError, match="FFFE2F") as refused:
        read_hex("FFFFA8" + LONG[6:])
    assert refused.value.reason is Reason.FRAME_SYNC_UNKNOWN


def read_or_refusal(text: str) -> Message | HexTextError:
    try:
        return read_hex(text)
    except HexTextError as refused:
        return refused


@settings(deadline=None)
@given(st.text())
@example("0" * 36)
@example("\x00")
@example("9" * 5000)
def test_any_text_gives_a_message_or_one_line_of_refusal(text: str) -> None:
    result = read_or_refusal(text)
    if isinstance(result, HexTextError):
        assert result.reason in Reason
        assert len(str(result).splitlines()) == 1
    else:
        assert result.generation in {1, 2}


@settings(deadline=None)
@given(
    st.sampled_from([15, 22, 28, 30, 36]).flatmap(
        lambda count: st.text("0123456789ABCDEF", min_size=count, max_size=count)
    )
)
@example("F" * 30)
@example("0" * 30)
@example("0" * 15)
def test_any_digits_give_a_message_that_goes_through_json(digits: str) -> None:
    message = read_or_refusal(digits)
    if isinstance(message, HexTextError):
        assert message.reason is Reason.FRAME_SYNC_UNKNOWN
        return
    assert message.valid == (message.message_class is not MessageClass.UNRELIABLE)
    assert msgspec.json.encode(message)
    if message.position is not None:
        assert abs(message.position.lat) <= 90
        assert abs(message.position.lon) <= 180
