"""How one source's samples fare: whether they come, what they hold, and which gain suits them."""

from sdr.health.deafness import Baseline, Hearing, Measured, begin, elapsed, heard
from sdr.health.deafness_settings import DeafnessSettings
from sdr.health.finding import Finding, finding_of
from sdr.health.gain import GainMeasured, GainPhase, GainState, controlled, keep, search
from sdr.health.gain_settings import GainSettings
from sdr.health.look import Look, Looker
from sdr.health.spectrum import Spectrum
from sdr.health.spurs import LOOKS, Spur, spurs_in
from sdr.live.piece import Piece
from sdr.live.source import LiveSource

Remembered = Baseline
"""What is worth keeping over a restart."""


class Wellbeing:
    """Of one source, however often it is opened again.

    look      the last one; None before the first
    """

    def __init__(
        self,
        deafness: DeafnessSettings,
        gain: GainSettings,
        now_s: float,
        remembered: Remembered | None = None,
    ) -> None:
        self.look: Look | None = None
        self._deafness_settings, self._gain_settings = deafness, gain
        self._hearing: Hearing = begin(now_s, remembered)
        self._gain: GainState | None = None
        self._is_set_by_hand = False
        self._looker: Looker | None = None
        self._spectra: list[Spectrum] = []

    def opened(self, source: LiveSource, gain_db: float | None, now_s: float) -> None:
        """gain_db: what the operator chose; None where the station is to find it."""
        self._looker = Looker(source.stream)
        self._spectra.clear()
        self._is_set_by_hand = gain_db is not None
        if not source.gains_db:
            self._gain = None
        elif gain_db is not None:
            self._gain = keep(source.gains_db, gain_db, now_s)
        elif self._gain is None:
            self._gain = search(source.gains_db, now_s)
        else:
            self._gain = keep(source.gains_db, self._gain.gain_db, now_s)

    def take(self, piece: Piece) -> bool:
        """True where there was a new look, after which the gain may have to be another."""
        look = None if self._looker is None else self._looker.take(piece)
        if look is None:
            return False
        self.look = look
        self._spectra = [*self._spectra[1 - LOOKS :], look.spectrum]
        if self._gain is not None and not self._is_set_by_hand:
            seen = GainMeasured(look.time_s, look.noise_dbfs_hz, look.clipped_fraction)
            self._gain = controlled(self._gain, seen, self._gain_settings)
        measured = Measured(
            look.time_s,
            look.noise_dbfs_hz,
            look.clipped_fraction,
            self.gain_db or 0.0,
            is_settled=self._gain is None or self._gain.phase is GainPhase.KEEPING,
        )
        self._hearing = heard(self._hearing, measured, self._deafness_settings)
        return True

    def elapsed(self, now_s: float) -> None:
        """To be called once a second or so."""
        self._hearing = elapsed(self._hearing, now_s, self._deafness_settings)

    @property
    def gain_db(self) -> float | None:
        """To be set now; None where there is none to set."""
        return None if self._gain is None else self._gain.gain_db

    @property
    def finding(self) -> Finding:
        return finding_of(self._hearing, self._deafness_settings)

    @property
    def remembered(self) -> Remembered | None:
        return self._hearing.baseline

    @property
    def spurs(self) -> tuple[Spur, ...]:
        return spurs_in(self._spectra)
