"""When a change is worth an alert: the operator's to set, with the documented defaults.

The figures are our own proposals where the Cospas-Sarsat data distribution plan (C/S A.001) could
not be read; docs/incidents.md says what each one does.
"""

import msgspec

KM = 1e3
MINUTE_S = 60.0
HOUR_S = 3600.0


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    match_m                positions further apart than this contradict each other
    update_m               a position that moved so far is told, if also out of its old circle
    confirming_bursts      that agree confirm an identity, or one of two conflicting positions
    confirming_apart_s     least time between the first and the last of them
    confirming_within_s    and the most
    cancelling_bursts      in a row that take an alert back
    silent_after_s         five bursts missed
    closed_after_s         without a burst; one that comes later is a new incident
    unreliable_after_s     the same for messages that could not be trusted
    late_by_s              a burst later than this after its time no longer changes an incident
    """

    match_m: float = 20 * KM
    update_m: float = 3 * KM
    confirming_bursts: int = 2
    confirming_apart_s: float = 20.0
    confirming_within_s: float = 15 * MINUTE_S
    cancelling_bursts: int = 2
    silent_after_s: float = 5 * MINUTE_S
    closed_after_s: float = 24 * HOUR_S
    unreliable_after_s: float = 1 * HOUR_S
    late_by_s: float = 24 * HOUR_S
