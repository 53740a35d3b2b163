"""One receiver of the station: what it hears becomes events; how it fares is told."""

import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial

from alerts.event import Event, event_from_detection
from alerts.event_id import new_event_id
from alerts.timestamp import rfc3339
from decoder.detection import Detection
from decoder.message import MessageClass
from decoder.reasons import Rejection
from sdr.health.finding import Severity
from sdr.health.look import Look
from sdr.health.reference import Calibration, Sighting, calibration_of
from sdr.live.settings import AnySource
from station.calibrate.sightings import sightings_in
from station.config.config import Config
from station.daemon.decoding import Decoding
from station.daemon.ear import Ear
from station.daemon.injection import Injector, hex_of, message_bits
from station.daemon.memory import recall, remember
from station.daemon.wellbeing import Wellbeing
from station.evidence.keeper import Keeper, evidence
from station.threads import in_thread
from station.web.health import SourceHealth

SIGHTINGS = 200
MOST_PPM = 14.0
"""A crystal that is worse is not told from system beacons on other channels."""


class Sense:
    """
    events     takes what was heard
    injected   is told of each test burst, from the thread that decodes, by its name
    own_hex    of those
    """

    def __init__(
        self,
        settings: AnySource,
        config: Config,
        *,
        events: Callable[[Sequence[Event]], None],
        injected: Callable[[str], None],
        clock_error_s: float,
        report: Callable[[str], None],
        give_up_s: float | None,
    ) -> None:
        self.settings = settings
        self._config, self._events, self._report = config, events, report
        self._give_up_s = give_up_s
        self._clock_error_s = clock_error_s
        self._sightings: deque[Sighting] = deque(maxlen=SIGHTINGS)
        self._bursts: Counter[str] = Counter()
        self._calibration: Calibration | None = None
        self._keeper: Keeper | None = None
        self._wellbeing = Wellbeing(
            config.deafness, config.gain, time.monotonic(), recall(config.store, settings.label)
        )
        self._ear: Ear | None = None
        name = f"{config.station}/{settings.label}"
        self.own_hex = hex_of(message_bits(name))
        self._injector = Injector(config.test_burst, name, lambda _: injected(settings.label))

    async def run(self) -> None:
        """Until cancelled, or given up."""
        config = self._config
        async with AsyncExitStack() as stack:
            if config.evidence is not None:
                self._keeper = await stack.enter_async_context(
                    evidence(config.evidence, self._report, about=self._about)
                )
            self._ear = Ear(
                self.settings,
                self._wellbeing,
                Decoding(
                    self.settings.label,
                    reach_hz=config.reach_hz,
                    heard=self._heard,
                    noise=self._noise_dbfs_hz,
                    injector=self._injector,
                    keeper=self._keeper,
                ),
                error_s=self._clock_error_s,
                report=self._report,
                give_up_s=self._give_up_s,
            )
            try:
                await self._ear.run()
            finally:
                await self.keep_memory()

    def elapsed(self, clock_error_s: float) -> None:
        """To be called once a second."""
        self._wellbeing.elapsed(time.monotonic())
        self._clock_error_s = clock_error_s
        if self._ear is not None:
            self._ear.error_s = clock_error_s

    def test_again(self) -> None:
        """The test burst has not come out."""
        self._injector.hurry()

    async def keep_memory(self) -> None:
        """What the next start would else have to learn again."""
        learned = self._wellbeing.remembered
        await in_thread(partial(remember, self._config.store, self.settings.label, learned))

    @property
    def fault(self) -> str | None:
        """Why beacons are, or may be, missed."""
        ear, finding, name = self._ear, self._wellbeing.finding, self.settings.label
        if ear is not None and (for_s := ear.decoding.standstill_s):
            return f"receiver {name}: the decoder has stood still for {for_s:.0f} s"
        if ear is not None and ear.problem is not None:
            return f"receiver {ear.problem}"
        if ear is not None and ear.losses.is_too_much:
            share = ear.losses.share
            return f"receiver {name}: {share:.0%} of its last samples were lost: see docs/health.md"
        if finding.severity is Severity.ALARM:
            return f"receiver {name}: {finding.sentence}"
        return None

    @property
    def hears(self) -> bool:
        """Samples come and are decoded; that some are lost is no deafness."""
        ear = self._ear
        if ear is None or ear.problem is not None or ear.decoding.standstill_s:
            return False
        return self._wellbeing.finding.severity is not Severity.ALARM

    @property
    def evidence_fault(self) -> str | None:
        return None if self._keeper is None else self._keeper.fault

    @property
    def hangs_s(self) -> float:
        """For how long something has hung that only a new process frees."""
        return 0.0 if self._ear is None else self._ear.hangs_s

    @property
    def takes_tests(self) -> bool:
        """Whether test bursts can be mixed into its samples; audio has no place for them."""
        return self._ear is None or self._ear.is_iq is not False

    @property
    def last_sample_utc_s(self) -> float | None:
        return None if self._ear is None else self._ear.last_sample_utc_s

    @property
    def look(self) -> Look | None:
        """The last at its samples, while they come."""
        is_mute = self._ear is None or self._ear.problem is not None
        return None if is_mute else self._wellbeing.look

    def health(self) -> SourceHealth:
        finding, look, ear = self._wellbeing.finding, self._wellbeing.look, self._ear
        gain_db = self._wellbeing.gain_db
        crystal = self._calibration
        return SourceHealth(
            name=self.settings.label,
            kind=str(self.settings.__struct_config__.tag),
            problem="not opened yet" if ear is None else ear.problem,
            condition=finding.condition,
            finding=finding.sentence,
            is_alarm=finding.severity is Severity.ALARM,
            last_sample=rfc3339(self.last_sample_utc_s),
            samples=0 if ear is None else ear.samples,
            samples_lost=0 if ear is None else ear.decoding.samples_lost,
            restarts=0 if ear is None else ear.restarts,
            decoding_s=0.0 if ear is None else round(ear.decoding.spent_s, 3),
            noise_dbfs_hz=None if look is None else round(look.noise_dbfs_hz, 2),
            floor_db=None if look is None else round(look.noise_dbfs_hz - (gain_db or 0.0), 2),
            clipped_fraction=None if look is None else look.clipped_fraction,
            dc_dbfs=None if look is None else round(look.level.dc_dbfs, 1),
            rms_dbfs=None if look is None else round(look.level.rms_dbfs, 1),
            spurs=tuple(round(spur.frequency_hz) for spur in self._wellbeing.spurs),
            gain_db=gain_db,
            frequency_error_ppm=None if crystal is None else round(crystal.ppm, 3),
            frequency_uncertainty_ppm=None
            if crystal is None
            else round(crystal.uncertainty_95_ppm, 3),
            evidence_missed=0 if self._keeper is None else self._keeper.missed,
            bursts=dict(self._bursts),
            rejections={} if ear is None else _by_name(ear.decoding.rejections),
        )

    def _heard(self, detections: Sequence[Detection]) -> None:
        events = list(filter(None, map(self._event, detections)))
        self._events(events)
        if self._keeper is not None:
            # Of its own test bursts there is nothing to prove.
            self._keeper.keep([event for event in events if event.hex != self.own_hex])
        for event in events:
            if event.alert_class is not MessageClass.SHIP_SECURITY:  # of which none may be known
                self._bursts[f"{event.generation} {event.alert_class}"] += 1
        self._sightings += sightings_in(detections, {})
        self._calibration = calibration_of(self._sightings, MOST_PPM)

    def _event(self, detection: Detection) -> Event | None:
        """None, and a line in the log, where there can be none: others are not lost by it."""
        try:
            return self._told(detection)
        except Exception as error:  # noqa: BLE001 likewise
            self._report(f"lost but for this line: {detection!r}: {error!r}")
            return None

    def _told(self, detection: Detection) -> Event:
        heard_hz, known = detection.burst.frequency_hz, self._calibration
        return event_from_detection(
            detection,
            station=self._config.station,
            event_id=new_event_id(),
            frequency_uncertainty_hz=None
            if heard_hz is None or known is None
            else abs(known.corrected_hz(heard_hz) - heard_hz) + known.uncertainty_95_hz(heard_hz),
            received_utc_s=time.time(),
        )

    def _noise_dbfs_hz(self) -> float | None:
        look = self._wellbeing.look
        return None if look is None else look.noise_dbfs_hz

    def _about(self) -> str:
        gain_db = self._wellbeing.gain_db
        gain = "no gain to set" if gain_db is None else f"gain {gain_db:g} dB"
        if self._calibration is None:
            return f"{gain}, frequency not calibrated"
        return f"{gain}, crystal {self._calibration.ppm:+.2f} ppm"


def _by_name(rejections: Counter[Rejection]) -> dict[str, int]:
    # Of a copy, made in one step: the thread that decodes goes on counting.
    return {str(reason): count for reason, count in dict(rejections).items()}
