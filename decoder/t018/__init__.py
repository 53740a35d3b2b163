"""Second-generation 406 MHz beacons: C/S T.018 Issue 1, Revision 12 (October 2024).

`decode` reads bits that are already corrected, `decode_hard` corrects them first, and
`encode_message` makes bits from fields. One module holds one kind of field.
"""

from decoder.t018.decoding import decode, decode_hard
from decoder.t018.encoding import encode_message
from decoder.t018.message import SecondGeneration

__all__ = ["SecondGeneration", "decode", "decode_hard", "encode_message"]
