"""Rotating field 4, return link service type 3, two-way communication: C/S T.018 Table 3.7.

What questions, instructions and answers mean is in a database that is not published yet.
"""

import msgspec

from decoder.fields import Field, Fixed, Flag, OneOf, Table, Unsigned, When
from decoder.t018.return_link import PROVIDERS


class TwoWay(msgspec.Struct, frozen=True, kw_only=True, tag="two_way"):
    provider: str = "Galileo"
    database_version: int = 0
    acknowledged: bool = False
    spare_bits: str = "00"
    question_a: int = 0
    answer_a: int = 0
    question_b: int = 0
    answer_b: int = 0
    question_c: int = 0
    answer_c: int = 0


TWO_WAY = Table(
    TwoWay,
    When(155, 158, "0100"),
    Field("provider", 159, 161, OneOf(PROVIDERS)),
    Field("database_version", 162, 166, Unsigned()),
    Field("acknowledged", 167, 167, Flag("type-3 acknowledgement received")),
    Field("spare_bits", 168, 169, Fixed("00")),
    Field("question_a", 170, 176, Unsigned()),
    Field("answer_a", 177, 180, Unsigned()),
    Field("question_b", 181, 187, Unsigned()),
    Field("answer_b", 188, 191, Unsigned()),
    Field("question_c", 192, 198, Unsigned()),
    Field("answer_c", 199, 202, Unsigned()),
    title="Rotating field 4, return link service type 3",
    section="Table 3.7",
)
