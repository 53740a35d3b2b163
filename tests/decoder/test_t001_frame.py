"""Frame, error correction and fill of first-generation messages: C/S T.001 section 3, 4.5.4."""

import numpy as np
import pytest
from made_up_beacons import EPIRB, HERE, SHIP, changed, located, of

from decoder.message import FieldTrust, MessageClass
from decoder.reasons import Reason
from decoder.t001 import decode, decode_hard, encode_message, frame, second_field_is_protected
from decoder.t001.standard_location import StandardLocation, StandardSupplement
from decoder.t001.user import UserLocation


def test_a_damaged_bit_sync_changes_nothing() -> None:
    bits = located(EPIRB)
    bits[:9] ^= 1
    assert decode_hard(bits) == decode_hard(located(EPIRB))


@pytest.mark.parametrize("self_test", [True, False])
def test_a_damaged_frame_sync_is_still_told_apart(*, self_test: bool) -> None:
    bits = located(EPIRB, self_test=self_test)
    bits[[17, 22]] ^= 1
    message = decode_hard(bits)
    assert message.self_test == self_test
    assert message.valid
    assert message.reasons == (Reason.FRAME_SYNC_DAMAGED,)


def test_an_unknown_frame_sync_is_never_a_distress() -> None:
    bits = located(EPIRB)
    bits[[16, 18, 20, 22]] ^= 1
    message = decode_hard(bits)
    assert Reason.FRAME_SYNC_UNKNOWN in message.reasons
    assert message.message_class is MessageClass.UNRELIABLE


def test_the_hexadecimal_form_is_the_corrected_message_with_its_sync() -> None:
    bits = located(EPIRB, self_test=True)
    whole = f"{int(frame.to_text(bits), 2):036X}"
    bits[[3, 40, 120]] ^= 1
    message = decode_hard(bits)
    assert message.hex == whole
    assert message.hex.startswith("FFFED0")
    assert message.corrected_bits == (1, 1)


def test_a_self_test_cut_at_bit_112_has_the_coarse_position() -> None:
    message = decode_hard(located(EPIRB, self_test=True)[:112])
    assert message.message_class is MessageClass.SELF_TEST
    assert len(message.hex) == 28
    assert message.corrected_bits == (0,)
    assert (message.position.lat, message.position.lon) == HERE
    assert isinstance(of(StandardLocation, message).second_field, StandardSupplement)
    assert message.homing == "121.5 MHz"


def test_a_short_message_ends_at_bit_112_whatever_follows() -> None:
    bits = encode_message(SHIP)
    padded = np.concatenate([bits, np.ones(32, dtype=np.uint8)])
    assert decode_hard(padded) == decode_hard(bits)
    assert not second_field_is_protected(padded)


@pytest.mark.parametrize(
    ("errors", "valid", "reasons"), [(2, True, ()), (3, False, (Reason.FIRST_FIELD_SUSPECT,))]
)
def test_three_corrections_in_the_first_field_are_suspect(
    errors: int, valid: bool, reasons: tuple[Reason, ...]
) -> None:
    bits = located(EPIRB)
    bits[30 : 30 + errors] ^= 1
    message = decode_hard(bits)
    assert message.corrected_bits == (errors, 0)
    assert (message.valid, message.reasons) == (valid, reasons)
    assert message.position is not None


def test_an_undecodable_first_field_has_no_identity_and_no_position() -> None:
    bits = located(EPIRB)
    bits[[30, 41, 52, 63, 74]] ^= 1
    message = decode_hard(bits)
    assert message.corrected_bits[0] is None
    assert message.reasons == (Reason.FIRST_FIELD_UNDECODABLE,)
    assert message.beacon_id is None
    assert message.position is None
    assert message.message_class is MessageClass.UNRELIABLE


def test_two_corrections_in_the_second_field_leave_the_coarse_position() -> None:
    bits = encode_message(EPIRB, position=(60.1, 10.1))
    bits[[115, 125]] ^= 1
    message = decode_hard(bits)
    assert message.corrected_bits == (0, 2)
    assert message.reasons == (Reason.SECOND_FIELD_SUSPECT,)
    assert (message.position.lat, message.position.lon) == (60, 10)
    assert message.valid


def test_a_soft_decoder_says_itself_what_may_be_trusted() -> None:
    bits = encode_message(EPIRB, position=(60.1, 10.1))
    trusted, suspect = FieldTrust.TRUSTED, FieldTrust.SUSPECT
    full = decode(bits, corrected_bits=(5, 4), first=trusted, second=trusted)
    assert full.position.lat == pytest.approx(60.1, abs=1e-3)
    assert full.valid
    coarse = decode(bits, corrected_bits=(5, 4), first=trusted, second=suspect)
    assert coarse.position.lat == 60
    doubtful = decode(bits, corrected_bits=(5, 4), first=suspect, second=trusted)
    assert doubtful.message_class is MessageClass.UNRELIABLE


@pytest.mark.parametrize("fill", [0, 1])
def test_fill_is_not_corrected_into_a_position(fill: int) -> None:
    bits = located(EPIRB)
    bits[112:] = fill
    assert not second_field_is_protected(bits)
    message = decode_hard(bits)
    assert message.corrected_bits == (0, None)
    assert message.reasons == (Reason.SECOND_FIELD_FILL,)
    assert (message.position.lat, message.position.lon) == HERE
    assert message.valid


def test_a_second_field_of_zeros_is_no_codeword_to_be_believed() -> None:
    user = changed(SHIP, second_field=UserLocation(source="internal"))
    for fields in (EPIRB, user):
        bits = located(fields)
        bits[106:] = 0
        assert not second_field_is_protected(bits)
        message = decode_hard(bits)
        assert Reason.SECOND_FIELD_ALL_ZERO in message.reasons
        assert (message.position is None) == (fields is user)
        assert of(type(fields), message).second_field is None


@pytest.mark.parametrize("length", [112, 144])
def test_nothing_but_zeros_is_no_message(length: int) -> None:
    bits = np.zeros(length, dtype=np.uint8)
    bits[:24] = frame.from_text(frame.sync(self_test=False))
    message = decode_hard(bits)
    assert Reason.FIRST_FIELD_ALL_ZERO in message.reasons
    assert message.message_class is MessageClass.UNRELIABLE
    assert message.beacon_id is None
    assert message.position is None


def test_no_fill_of_ones_is_a_codeword() -> None:
    from decoder.codes.bch import BCH_2

    heads = np.unpackbits(np.arange(64, dtype=np.uint8)[:, np.newaxis], axis=1)[:, 2:]
    words = np.concatenate([heads, np.ones((64, 32), dtype=np.uint8)], axis=1)
    assert (BCH_2.syndromes(words) != 0).all()
