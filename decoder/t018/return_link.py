"""Rotating field 2, return link service types 1 and 2: C/S T.018 Table 3.5."""

import msgspec

from decoder.fields import Bits, Field, Fixed, Flag, OneOf, Table, When
from decoder.reasons import Reason

PROVIDERS = {"001": "Galileo", "010": "GLONASS", "011": "BDS"}
NO_RLM = "0" * 20


class ReturnLink(msgspec.Struct, frozen=True, kw_only=True, tag="return_link"):
    """Type-1 return link messages (RLM) are automatic, type-2 messages are sent by hand; `rlm` is
    a copy of bits 61 to 80 of Galileo's short one."""

    unassigned: str = "00"
    accepts_automatic: bool = True
    accepts_manual: bool = False
    reserved: str = "0000"
    provider: str = "Galileo"
    received_automatic: bool = False
    received_manual: bool = False
    rlm: str = NO_RLM
    unassigned_end: str = "0" * 11

    @property
    def warnings(self) -> tuple[Reason, ...]:
        found = []
        if not (self.accepts_automatic or self.accepts_manual):
            found.append(Reason.RETURN_LINK_NOT_POSSIBLE)
        copies = self.received_automatic and self.provider == "Galileo"
        if self.received_manual or (not copies and (self.received_automatic or self.rlm != NO_RLM)):
            found.append(Reason.RETURN_LINK_FEEDBACK)
        return tuple(found)


RETURN_LINK = Table(
    ReturnLink,
    When(155, 158, "0010"),
    Field("unassigned", 159, 160, Fixed("00")),
    Field("accepts_automatic", 161, 161, Flag("accepts type-1 (automatic) messages")),
    Field("accepts_manual", 162, 162, Flag("accepts type-2 (manual) messages")),
    Field("reserved", 163, 166, Fixed("0000")),
    Field("provider", 167, 169, OneOf(PROVIDERS)),
    Field("received_automatic", 170, 170, Flag("type-1 message received")),
    Field("received_manual", 171, 171, Flag("type-2 message received")),
    Field("rlm", 172, 191, Bits()),
    Field("unassigned_end", 192, 202, Fixed("0" * 11)),
    title="Rotating field 2, return link service types 1 and 2",
    section="Table 3.5",
)
