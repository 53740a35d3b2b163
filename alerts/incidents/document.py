"""docs/incidents.md, made from the table and the thresholds that decide.

python -m alerts.incidents.document > docs/incidents.md
"""

import inspect
import re
from collections.abc import Iterator

from alerts.incidents.incident import FIXES_MAX
from alerts.incidents.kind import Phase
from alerts.incidents.thresholds import Pace, Thresholds
from alerts.incidents.transitions import NEW, OPEN, TRANSITIONS, Transition
from alerts.incidents.words import duration, length

INTRODUCTION = """\
# Incidents

Made from `alerts/incidents` by `python -m alerts.incidents.document`; a test fails when it is out
of date.

Everything heard from one beacon in one class is one incident. Every burst is counted in it and kept
on record; coordinators get an alert only where something has changed. What has changed is worked
out from two states of the incident, before and after, so that a burst that comes late, twice or out
of order never repeats an old alarm: bursts count in the order of their time, whenever they arrive.

An incident never changes its class: the self-test of a beacon is another incident than its
distress. Only a cancellation belongs to the incident that it takes back, of class `distress`,
`distress_tracking` or `ship_security`; where none is open, it is an incident of its own, of class
`cancellation`, because another station's coordinators may have the alert.

## Alerts

A row applies where the incident was in a phase of the second column before, and is in one of the
third after. The first row that applies gives the alert its `kind`; the `reason` has the sentences
of all that apply, so that a burst which changes several things is one alert. A closed incident
stays closed: later bursts of the beacon open a new one.
"""

RULES = f"""\
## Rules

- **Identity.** A word of noise can pass for a beacon; it does not do so twice, or at two stations.
  `identity_confirmed` says that it was heard again. Nothing is held back until then.
- **Positions** all come from the beacon. That it repeats one confirms that it was read correctly,
  not that the beacon is there. A burst without a position changes nothing. The circles are those of
  `radius_95_m`; a coarse position whose circle holds the valid one says nothing new. An incident
  keeps its last {FIXES_MAX} positions that were worth telling.
- **Conflict.** Until bursts agree, the position told before stays the valid one, and `conflict`
  holds the other. A third position takes the place of the second.
- **Transmissions.** One that several stations hear is a burst in the reception of each, and counts
  once where a number of transmissions in a row is asked for.
- **Cancellation.** A beacon sends it ten times, 10 s apart. One alone changes nothing and is
  counted, as a single burst may be wrong; any alert between two of them begins the count again. A
  cancelled incident does not fall silent, and closes as late as others, so that an alert after the
  cancellation is told as such. It takes back the alarm that was open when it was sent. Where it
  arrives before that alarm, it is an incident of its own until then; the alarm takes its bursts
  over, and it is closed with that reason. A cancellation older than the alarm stays apart.
- **Tracking.** Each burst of an ELT(DT) is told, whichever station heard it; the repetitions of its
  cancellation are not.
- **Silence** of a beacon is no good news: it may have sunk. It is told once. An incident in silence
  resumes with the next burst.
- **Too late** for `late_by_s`, a burst is on record with its incident, and never counts there.
- **A wrong clock.** Where an incident was heard last more than a minute after now, the clock was
  ahead then, or is behind now, and what is heard now would be told as late, or not at all. With the
  beacon's next burst those times are taken back together, so that the last was a minute ago, and
  the burst counts as the next. What was published stays as it was said. An incident that was closed
  at such a time takes no more bursts: the next opens another.
- **Unreliable** messages are shown, and believed in nothing: no position, no identity, no
  cancellation. They never change another incident.
- **Coordinators** close an incident, or time does. What a coordinator has seen is shown to all.
- **Late bursts** keep what was told: number, identifier and acknowledgements of the incident. The
  reason of an alert that one causes says so. They count in the incident that was open at their
  time, or else in the next one of the beacon. One that lies between two incidents does not make
  them one: who was told of two would have to learn that one is gone. An incident that was closed
  stays so, and tells no more.

## Generations

Beacons of the first generation send every 50 s (C/S T.001 2.2.1). Those of the second send six
bursts 5 s apart, 59 about 30 s apart, and then one each 120 s (C/S T.018): five bursts missed take
longer, and two bursts come sooner. An ELT(DT) of either generation sends every 5 s for two minutes,
every 10 s for three, then every 27 to 30 s. One that survives a crash slows down to 120 s half an
hour after it; it falls silent and resumes with each burst it misses, and we prefer that to hearing
of a lost aircraft ten minutes later.
"""

THRESHOLDS = """\
## Thresholds

All are settings of the station. Those of Cospas-Sarsat's data distribution plan (C/S A.001) could
not be read: the figures are our own proposals, and claim no conformity.
"""


def page() -> str:
    return "\n".join(
        [
            INTRODUCTION,
            "| Kind | Phase before | Phase after | When |\n|---|---|---|---|",
            *map(_row, TRANSITIONS),
            "",
            RULES,
            THRESHOLDS,
            "| Name | Default | Meaning |\n|---|---|---|",
            *_thresholds(),
            "",
        ]
    )


def _row(row: Transition) -> str:
    before = _phases(row.before)
    return f"| `{row.kind}` | {before} | {_phases(row.after)} | {row.when} |"


def _phases(phases: tuple[Phase | None, ...]) -> str:
    named = [str(phase) for phase in phases if phase is not NEW]
    if set(OPEN) <= set(phases):
        named = ["any but closed"]
    return ", ".join((["none yet"] if NEW in phases else []) + named)


def _thresholds() -> Iterator[str]:
    default = Thresholds()
    for name, meaning in meanings(Thresholds).items():
        value = getattr(default, name)
        if not isinstance(value, Pace):
            yield f"| `{name}` | {_figure(name, value)} | {meaning} |"
            continue
        for part, explained in meanings(Pace).items():
            figure = _figure(part, getattr(value, part))
            yield f"| `{name}.{part}` | {figure} | {explained} ({meaning}) |"


def _figure(name: str, value: float) -> str:
    if name.endswith("_per_s"):
        return f"{value:g} m/s"
    if name.endswith("_m"):
        return length(value)
    return duration(value) if name.endswith("_s") else f"{value}"


def meanings(kind: type) -> dict[str, str]:
    """The lines `name  meaning` of a docstring, which may go on in lines below."""
    unwrapped = re.sub(r"\n {3,}", " ", inspect.getdoc(kind) or "")
    return dict(re.findall(r"^(\w+)  +(\S.*)$", unwrapped, re.MULTILINE))


def main() -> None:
    print(page(), end="")


if __name__ == "__main__":
    main()
