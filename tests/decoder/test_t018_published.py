"""What C/S T.018 itself has calculated: Appendices B, C and F, and the note of Appendix E."""

import msgspec

from decoder.hextext import read_hex
from decoder.message import MessageClass
from decoder.t018 import SecondGeneration, encode_message
from decoder.t018.codecs import Degrees
from decoder.t018.hex_id import crc_16, moffset_min
from decoder.t018.location import Location, NoLocation
from decoder.t018.message import MESSAGE
from decoder.t018.objective import Objective

APPENDIX_B = SecondGeneration(
    tac=230,
    serial_number=573,
    country=201,
    homing=True,
    location=Location(48.793153539336956, 69.00875866413116),
    beacon_type="ELT",
    rotating_field=Objective(
        hours_since_activation=1,
        minutes_since_location=6,
        altitude_m=432,
        hdop="up to 1",
        vdop="1–2",
        activation="manual, by the user",
        battery="75–100 %",
        gnss="3D",
    ),
)
LEFT_PADDED = "0039823D32618658622811F0000000000003FFF004030680258"
RIGHT_PADDED = "00E608F4C986196188A047C000000000000FFFC0100C1A00960"
PARITY = "010010010010101001001111110001010111101001001001"


def test_the_message_of_appendix_b_is_encoded_as_printed() -> None:
    text = "".join(map(str, encode_message(APPENDIX_B)))
    assert text[:202] == f"{int(LEFT_PADDED, 16):0202b}"
    assert text[202:] == PARITY
    assert MESSAGE.decode(text).rotating_field == APPENDIX_B.rotating_field


def test_both_hexadecimal_forms_of_appendix_b_are_read() -> None:
    for text in (LEFT_PADDED, RIGHT_PADDED):
        message = read_hex(text)
        assert message.hex == f"{LEFT_PADDED}{int(PARITY, 2):012X}"
        assert isinstance(message.fields, SecondGeneration)
        assert message.fields.rotating_field == APPENDIX_B.rotating_field


def test_the_ids_of_appendix_b_are_as_printed() -> None:
    message = read_hex(LEFT_PADDED)
    assert message.beacon_id == "9934039823D000000000000"
    whole, truncated = read_hex(message.beacon_id), read_hex("9934039823D0000")
    for known in (whole, truncated):
        assert known.generation == 2
        assert known.beacon_id == known.hex
        assert known.country == message.country
        assert known.identity == "type approval 230, serial number 573"


def test_the_latitude_of_appendix_c_is_encoded_as_printed() -> None:
    codec = Degrees("N", "S")
    assert codec.encode(35 + 46.295 / 60, 23) == "0" + "0100011" + "110001011000011"
    assert codec.encode(35.77158, 23) == "0" + "0100011" + "110001011000011"


def test_the_63_digits_of_appendix_e_begin_with_the_self_test_flag_and_a_zero() -> None:
    normal = f"{LEFT_PADDED}{int(PARITY, 2):012X}"
    message = read_hex("8" + normal[1:])
    assert read_hex(normal).message_class is MessageClass.DISTRESS
    assert message.message_class is MessageClass.SELF_TEST
    assert message.hex == "8" + normal[1:]
    assert message.fields == read_hex(normal).fields


def test_the_checksum_and_the_minute_of_appendix_f_are_as_printed() -> None:
    assert crc_16("9934039823D8000") == 0xAA6B
    assert moffset_min("9934039823D8000") == 7


def test_the_default_locations_of_table_3_1_are_encoded_as_printed() -> None:
    for flag, why in (("0", "none yet"), ("1", "no capability")):
        fields = msgspec.structs.replace(APPENDIX_B, location=NoLocation(why, why))
        text = "".join(map(str, encode_message(fields)))
        assert text[43:66] == flag + "1111111" + "000001111100000"
        assert text[66:90] == flag + "11111111" + "111110000011111"
