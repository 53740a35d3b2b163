"""When a change is worth an alert: the operator's to set, with the documented defaults.

The figures are our own proposals where the Cospas-Sarsat data distribution plan (C/S A.001) could
not be read; docs/incidents.md says what each one does.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from decoder.message import MessageClass

KM = 1e3
MINUTE_S = 60.0
HOUR_S = 3600.0

Length = Annotated[float, Meta(ge=0)]
Duration = Annotated[float, Meta(gt=0)]
Count = Annotated[int, Meta(ge=1)]


class Pace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How fast beacons of one kind send.

    apart_s         bursts nearer than this are one transmission, heard by several stations
    silent_after_s  so long without a burst, five being missed, is silence
    """

    apart_s: Duration
    silent_after_s: Duration


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Distances, counts and times.

    match_m                 positions further apart, and out of each other's circles, contradict
    aircraft_m_per_s        an ELT(DT) may have flown so fast between two of its positions
    update_m                a position that moved so far is told, if it also left both circles
    confirming_bursts       so many that agree confirm an identity, or one of two positions
    confirming_within_s     the most time between those that confirm an identity
    cancelling_bursts       so many transmissions in a row take an alert back
    first_generation        one burst each 47.5 to 52.5 s
    second_generation       5 s apart at first, in the end 115 to 125 s
    tracking                ELT(DT) of both generations, and cancellations, 4.8 to 30 s apart
    closed_after_s          so long without a burst; one that comes later is a new incident
    self_test_after_s       the same for a self-test, which is a single burst
    unreliable_after_s      the same for messages that could not be trusted
    late_by_s               a burst that arrives so late, and is older than the last one known, is
                            put on record and changes no incident
    """

    match_m: Length = 20 * KM
    aircraft_m_per_s: Length = 350.0
    update_m: Length = 3 * KM
    confirming_bursts: Count = 2
    confirming_within_s: Duration = 15 * MINUTE_S
    cancelling_bursts: Count = 2
    first_generation: Pace = Pace(apart_s=20.0, silent_after_s=5 * MINUTE_S)
    second_generation: Pace = Pace(apart_s=4.0, silent_after_s=10.5 * MINUTE_S)
    tracking: Pace = Pace(apart_s=4.0, silent_after_s=2.5 * MINUTE_S)
    closed_after_s: Duration = 24 * HOUR_S
    self_test_after_s: Duration = 1 * HOUR_S
    unreliable_after_s: Duration = 1 * HOUR_S
    late_by_s: Duration = 24 * HOUR_S

    def pace(self, alert_class: MessageClass, generation: int | None) -> Pace:
        """How fast such a beacon sends."""
        if alert_class in (MessageClass.DISTRESS_TRACKING, MessageClass.CANCELLATION):
            return self.tracking
        return self.second_generation if generation == 2 else self.first_generation

    def closing_s(self, alert_class: MessageClass) -> float:
        """After how much silence an incident is closed."""
        match alert_class:
            case MessageClass.SELF_TEST:
                return self.self_test_after_s
            case MessageClass.UNRELIABLE:
                return self.unreliable_after_s
            case _:
                return self.closed_after_s
