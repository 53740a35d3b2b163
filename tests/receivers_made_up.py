"""Two receivers of a made-up station, one of which is in trouble, with what is known of it all."""

from alerts.timestamp import rfc3339
from station.web.health import ClockHealth, Condition, SourceHealth, TestBurstHealth

NOW_S = 1_800_000_000.0

ROOF = SourceHealth(
    name="roof",
    kind="rtl_sdr",
    problem=None,
    condition="hearing",
    finding="It hears: the noise floor is 0.3 dB above its usual.",
    is_alarm=False,
    last_sample=rfc3339(NOW_S - 0.2),
    samples=1_024_000_000,
    samples_lost=512,
    restarts=2,
    decoding_s=61.5,
    noise_dbfs_hz=-101.25,
    floor_db=-134.05,
    clipped_fraction=0.00002,
    dc_dbfs=-46.0,
    rms_dbfs=-38.5,
    spurs=(406_035_000.0,),
    gain_db=32.8,
    frequency_error_ppm=-1.25,
    frequency_uncertainty_ppm=0.2,
    bursts={"1 distress": 3, "2 self_test": 1},
    rejections={"not_a_beacon": 17},
    evidence_missed=4,
)
MAST = SourceHealth(
    name="mast",
    kind="rtl_tcp",
    problem="mast: rtl_tcp 10.4.0.6 port 1234: no route to host: is rtl_tcp running there?",
    condition="stale",
    finding="No samples for 41 s: look at the receiver and its cable.",
    is_alarm=True,
    last_sample=None,
    samples=0,
    samples_lost=0,
    restarts=9,
    decoding_s=0.0,
    noise_dbfs_hz=None,
    floor_db=None,
    clipped_fraction=None,
    dc_dbfs=None,
    rms_dbfs=None,
    spurs=(),
    gain_db=None,
    frequency_error_ppm=None,
    frequency_uncertainty_ppm=None,
    bursts={},
    rejections={},
)
CLOCK = ClockHealth(is_poor=False, error_s=0.004, source="kernel")
TEST_BURST = TestBurstHealth(arrived=rfc3339(NOW_S - 3600), problem=None, every_s=21600.0)
CONDITION = Condition(
    fault=f"receiver {MAST.problem}",
    last_sample_s=NOW_S - 0.2,
    sources=(ROOF, MAST),
    clock=CLOCK,
    test_burst=TEST_BURST,
)
