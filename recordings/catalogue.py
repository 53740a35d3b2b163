"""All reference recordings, in one table: `python -m recordings.make` makes the files from it.

No message here is an alert at 406 MHz: what has no test coding carries the self-test's frame
synchronization, and what is coded as distress is recorded at 433 MHz, as in an exercise.
"""

from decoder.simulation.fm_audio import AudioChain
from decoder.simulation.interference import FmVoice, Spur
from decoder.simulation.scene import ReceiverFaults
from recordings.location_beacons import (
    ELT_DT_FLIGHT,
    ELT_DT_IDENTITIES,
    MMSI_EPIRB,
    NATIONAL_LOCATION,
    NATIONAL_TEST,
    RLS_LOCATION,
    STANDARD_LOCATION,
    TEST_BEACON,
)
from recordings.places import BISCAY, BISCAY_TO_30_MIN, CORAL_SEA
from recordings.plan import Audio, Plan, Transmission, in_turn
from recordings.second_generation import TWO_AT_ONCE, UNDER_A_FIRST_GENERATION
from recordings.user_beacons import ORBITOGRAPHY, SERIAL, USER, USER_LOCATION

AUDIO_OF = in_turn(
    Transmission(fields=TEST_BEACON, position=BISCAY, self_test=False, cn0_dbhz=62),
    Transmission(fields=MMSI_EPIRB, position=CORAL_SEA, cn0_dbhz=58),
    Transmission(fields=USER[-1].fields, self_test=False, cn0_dbhz=56),
)
"""Strong: below some 10 dB in its filter an FM discriminator gives clicks."""

CATALOGUE = (
    Plan(
        name="user",
        description="Short messages of the maritime, radio call sign, aviation, national and test"
        " user protocols, some with an emergency code",
        transmissions=in_turn(*USER),
    ),
    Plan(
        name="serial_user",
        description="Short messages of each type of the serial user protocol",
        transmissions=in_turn(*SERIAL),
    ),
    Plan(
        name="user_location",
        description="Long messages of the user protocols: with a position, without one, national",
        transmissions=in_turn(*USER_LOCATION),
    ),
    Plan(
        name="orbitography",
        description="Calibration beacons: short, with the time, and with other data",
        transmissions=in_turn(*ORBITOGRAPHY),
        center_hz=406.022e6,
    ),
    Plan(
        name="standard_location",
        description="Each standard location protocol, ship security among them",
        transmissions=in_turn(*STANDARD_LOCATION),
    ),
    Plan(
        name="national_location",
        description="Each national location protocol; the PLB's second field is for its country",
        transmissions=in_turn(*NATIONAL_LOCATION),
    ),
    Plan(
        name="rls_location",
        description="Return link service: by MMSI, by type approval test number, location test",
        transmissions=in_turn(*RLS_LOCATION),
    ),
    Plan(
        name="elt_dt",
        description="Distress tracking: the identity types, and a flight with position, operator"
        " designator (3LD) and cancellation",
        transmissions=in_turn(*ELT_DT_IDENTITIES, *ELT_DT_FLIGHT),
    ),
    Plan(
        name="self_test",
        description="Self-tests: long, short, and a long one that ends at bit 112",
        transmissions=in_turn(
            Transmission(fields=TEST_BEACON, position=BISCAY),
            USER[0],
            Transmission(fields=MMSI_EPIRB, position=BISCAY_TO_30_MIN, truncated=True),
        ),
    ),
    Plan(
        name="overlaps",
        description="Four bursts of three beacons at once, up to 9 dB apart",
        transmissions=(
            Transmission(
                fields=TEST_BEACON,
                position=BISCAY,
                self_test=False,
                offset_hz=-12e3,
                cn0_dbhz=52,
            ),
            Transmission(fields=MMSI_EPIRB, position=CORAL_SEA, start_s=0.22, offset_hz=-5.5e3),
            Transmission(
                fields=NATIONAL_TEST,
                position=BISCAY,
                self_test=False,
                start_s=0.31,
                offset_hz=4e3,
                cn0_dbhz=43,
            ),
            Transmission(
                fields=TEST_BEACON,
                position=BISCAY,
                self_test=False,
                start_s=0.6,
                offset_hz=13e3,
                cn0_dbhz=49,
            ),
        ),
        rate_hz=40e3,
    ),
    Plan(
        name="whole_band",
        description="A dongle tuned to the middle of the band: six beacons in half a second, and"
        " its spike at the centre",
        transmissions=(
            Transmission(fields=USER[0].fields, start_s=0.05, offset_hz=-25.3e3),
            Transmission(fields=USER[5].fields, self_test=False, start_s=0.12, offset_hz=-13.1e3),
            Transmission(fields=USER[1].fields, start_s=0.2, offset_hz=-9.8e3, cn0_dbhz=50),
            Transmission(fields=SERIAL[0].fields, start_s=0.07, offset_hz=3.2e3, cn0_dbhz=44),
            Transmission(fields=SERIAL[2].fields, start_s=0.16, offset_hz=14.6e3),
            Transmission(fields=SERIAL[5].fields, start_s=0.25, offset_hz=26.4e3, cn0_dbhz=53),
        ),
        duration_s=0.85,
        rate_hz=250e3,
        center_hz=406.05e6,
        datatype="cu8",
        faults=ReceiverFaults(dc=0.03 - 0.02j),
    ),
    Plan(
        name="weak",
        description="Long messages at 38, 36, 35 and 34 dB-Hz",
        transmissions=in_turn(
            Transmission(fields=TEST_BEACON, position=BISCAY, self_test=False, cn0_dbhz=38),
            Transmission(fields=MMSI_EPIRB, position=CORAL_SEA, cn0_dbhz=36),
            Transmission(fields=NATIONAL_TEST, position=BISCAY, self_test=False, cn0_dbhz=35),
            Transmission(fields=TEST_BEACON, position=CORAL_SEA, self_test=False, cn0_dbhz=34),
        ),
    ),
    Plan(
        name="clipped",
        description="Beacons beside the antenna: the samples are far over full scale",
        transmissions=in_turn(
            Transmission(fields=TEST_BEACON, position=BISCAY, self_test=False, cn0_dbhz=70),
            Transmission(fields=MMSI_EPIRB, position=CORAL_SEA, cn0_dbhz=65),
        ),
        faults=ReceiverFaults(gain=8.0),
        rate_hz=16e3,
        datatype="cu8",
    ),
    Plan(
        name="limits",
        description="Drift of 50 Hz a second either way, bit rates 1 % off, phase deviation at"
        " both limits",
        transmissions=in_turn(
            Transmission(
                fields=TEST_BEACON,
                position=BISCAY,
                self_test=False,
                drift_hz_per_s=50,
                bit_rate_bps=404,
                modulation_index_rad=1.0,
            ),
            Transmission(
                fields=MMSI_EPIRB,
                position=CORAL_SEA,
                drift_hz_per_s=-50,
                bit_rate_bps=396,
                modulation_index_rad=1.2,
            ),
            Transmission(
                fields=USER[0].fields,
                drift_hz_per_s=50,
                bit_rate_bps=396,
                modulation_index_rad=1.2,
            ),
        ),
    ),
    Plan(
        name="dongle_off",
        description="A dongle that reads 30 ppm too high: the bursts seem to lie above the band",
        transmissions=in_turn(
            Transmission(fields=TEST_BEACON, position=BISCAY, self_test=False),
            Transmission(fields=MMSI_EPIRB, position=CORAL_SEA),
        ),
        center_hz=406.112e6,
    ),
    Plan(
        name="lost_samples",
        description="A recorder that lost 50 ms in the middle of the second of three bursts",
        transmissions=in_turn(
            Transmission(fields=TEST_BEACON, position=BISCAY, self_test=False),
            Transmission(fields=NATIONAL_TEST, position=BISCAY, self_test=False),
            Transmission(fields=TEST_BEACON, position=CORAL_SEA, self_test=False),
        ),
        lost_s=(1.15, 1.2),
    ),
    Plan(
        name="mirror_image",
        description="A receiver with an image at -15 dB and a spike at its centre",
        transmissions=(
            Transmission(
                fields=TEST_BEACON,
                position=BISCAY,
                self_test=False,
                offset_hz=4.1e3,
                cn0_dbhz=60,
            ),
            Transmission(
                fields=MMSI_EPIRB,
                position=CORAL_SEA,
                start_s=0.9,
                offset_hz=-5.2e3,
                cn0_dbhz=60,
            ),
        ),
        rate_hz=20e3,
        faults=ReceiverFaults(dc=0.05 + 0.04j, image_db=-15, gain=0.8),
    ),
    Plan(
        name="training_433",
        description="An exercise at 433.5 MHz, coded as distress",
        transmissions=in_turn(
            Transmission(fields=MMSI_EPIRB, position=BISCAY, self_test=False),
            Transmission(fields=NATIONAL_LOCATION[1].fields, position=BISCAY, self_test=False),
            Transmission(fields=USER[0].fields, self_test=False),
        ),
        center_hz=433.5e6,
    ),
    Plan(
        name="noise",
        description="Noise: no beacon",
        duration_s=3.0,
    ),
    Plan(
        name="interference",
        description="Spurs that stand, drift, or come and go like a beacon's carrier, and FM"
        " voice: no beacon",
        interference=(
            Spur(offset_hz=-9.2e3, cn0_dbhz=50),
            Spur(offset_hz=-6.5e3, cn0_dbhz=46, drift_hz_per_s=300),
            Spur(offset_hz=-1.4e3, cn0_dbhz=45, period_s=0.32),
            Spur(offset_hz=2.3e3, cn0_dbhz=48, period_s=1.04),
            FmVoice(offset_hz=7.5e3, cn0_dbhz=55),
        ),
        duration_s=4.0,
        rate_hz=25e3,
    ),
    Plan(
        name="fm_audio",
        description="The discriminator socket of a scanner",
        transmissions=AUDIO_OF,
        rate_hz=44.1e3,
        audio=Audio(chain=AudioChain(rate_hz=22050), bits=16),
    ),
    Plan(
        name="fm_audio_inverted",
        description="The same, inverted and clipped",
        transmissions=AUDIO_OF,
        rate_hz=44.1e3,
        audio=Audio(chain=AudioChain(rate_hz=11025, gain=6.0, inverted=True), bits=8),
    ),
    Plan(
        name="fm_audio_loudspeaker",
        description="The same through de-emphasis and the high-pass of a loudspeaker stage",
        transmissions=AUDIO_OF,
        rate_hz=44.1e3,
        audio=Audio(
            chain=AudioChain(rate_hz=11025, de_emphasis_s=750e-6, high_pass_hz=300.0, gain=3.0),
            bits=8,
        ),
    ),
    Plan(
        name="second_generation",
        description="Two beacons of the second generation at once: one of the test protocol, and"
        " the self-test of one without a position, with root-raised-cosine chips",
        transmissions=TWO_AT_ONCE,
        rate_hz=100e3,
        center_hz=406.05e6,
    ),
    Plan(
        name="both_generations",
        description="A burst of the second generation, and over it one of the first that is 13 dB"
        " stronger",
        transmissions=(
            UNDER_A_FIRST_GENERATION,
            Transmission(
                fields=TEST_BEACON,
                position=BISCAY,
                self_test=False,
                start_s=0.42,
                offset_hz=-8.3e3,
                cn0_dbhz=57,
            ),
        ),
        rate_hz=100e3,
        center_hz=406.05e6,
    ),
)
