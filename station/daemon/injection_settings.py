"""How often the station gives itself a burst to hear: [test_burst] of the configuration."""

import msgspec


class InjectionSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    every_s       how often the test burst is mixed in; 0 is never
    within_s      it must have come out at every broker by then
    cn0_dbhz      its power over the noise density
    """

    every_s: float = 6 * 3600.0
    within_s: float = 60.0
    cn0_dbhz: float = 42.0

    def __post_init__(self) -> None:
        if self.every_s != 0 and not 1.0 <= self.every_s <= 7 * 86400:
            raise ValueError(f"test_burst: every_s is {self.every_s:g}: 0, or 1 to 604800")
        if not 1.0 <= self.within_s <= 3600:
            raise ValueError(f"test_burst: within_s is {self.within_s:g}: it must be 1 to 3600")
        if not 30 <= self.cn0_dbhz <= 60:
            raise ValueError(f"test_burst: cn0_dbhz is {self.cn0_dbhz:g}: it must be 30 to 60")
