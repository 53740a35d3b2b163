"""First-generation 406 MHz beacons: C/S T.001 Issue 4, Revision 12 (October 2024).

`decode` reads bits that are already corrected, `decode_hard` corrects them first, and
`encode_message` makes bits from fields. One module holds one family of protocols.
"""

from decoder.t001.decoding import decode, decode_hard, second_field_is_protected
from decoder.t001.encoding import encode_message
from decoder.t001.position import with_position
from decoder.t001.protocols import AnyFields

__all__ = [
    "AnyFields",
    "decode",
    "decode_hard",
    "encode_message",
    "second_field_is_protected",
    "with_position",
]
