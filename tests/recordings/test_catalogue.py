"""The table of reference recordings: that it makes what is shipped, and leaves no protocol out."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from decoder.t001 import eltdt, national_location, rls, serial, standard_location
from decoder.t001.eltdt import EltDt
from decoder.t001.national_location import NationalLocation
from decoder.t001.opaque_user import SpareUser
from decoder.t001.protocols import BY_STRUCT
from decoder.t001.rls import RlsLocation
from decoder.t001.serial import SerialUser
from decoder.t001.spare_location import SpareLocation
from decoder.t001.standard_location import StandardLocation
from decoder.t018 import SecondGeneration
from recordings.catalogue import CATALOGUE
from recordings.expected import expected_detections
from recordings.make import make, make_all
from recordings.plan import AnyTransmission, Plan
from recordings.shipped import EXPECTED, FOLDER, shipped_recordings
from sdr.recording import open_recording
from sdr.sigmf_metadata import SigmfMetadata, decode_metadata

HALF_A_STEP = 0.5 / 128
"""Of eight bits, full scale being 1."""
MOST_DIFFERENT = 0.01

TRANSMISSIONS = [transmission for plan in CATALOGUE for transmission in plan.transmissions]
DOCUMENT = Path(__file__).parents[2] / "docs" / "testing-with-recordings.md"


@pytest.fixture(scope="module")
def made_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made_again")
    make_all(folder)
    return folder


def components(path: Path) -> np.ndarray:
    blocks = open_recording(str(path)).blocks()
    return np.concatenate([block.samples for block in blocks]).view(np.float32)


def metadata(path: Path) -> SigmfMetadata:
    return decode_metadata(path.read_bytes(), path.name)


@pytest.mark.parametrize("plan", CATALOGUE, ids=lambda plan: plan.name)
def test_the_catalogue_makes_the_shipped_samples(plan: Plan, made_again: Path) -> None:
    """Byte for byte on one kind of machine. Sines and transforms differ in their last digit on
    another, so that a sample in thousands may round to the next step: that much is allowed."""
    shipped = components(FOLDER / plan.file_name)
    again = components(made_again / "shipped" / plan.file_name)
    assert again.shape == shipped.shape
    assert np.mean(np.abs(again - shipped) > HALF_A_STEP) < MOST_DIFFERENT


def test_a_burst_more_would_be_noticed(made_again: Path) -> None:
    one, other = (
        components(made_again / "shipped" / f"{name}.sigmf-meta")
        for name in ("noise", "orbitography")
    )
    size = min(one.size, other.size)
    assert np.mean(np.abs(one[:size] - other[:size]) > HALF_A_STEP) > MOST_DIFFERENT


def test_the_catalogue_makes_the_shipped_metadata(made_again: Path) -> None:
    for path in FOLDER.glob("*.sigmf-meta"):
        shipped, again = metadata(path), metadata(made_again / "shipped" / path.name)
        assert again.captures == shipped.captures
        assert again.annotations == shipped.annotations
        assert again.global_.description == shipped.global_.description


def test_expected_json_is_what_the_catalogue_says(made_again: Path) -> None:
    assert (made_again / "expected.json").read_text() == EXPECTED.read_text()


def test_nothing_is_shipped_that_the_catalogue_does_not_make(made_again: Path) -> None:
    made = {path.name for path in (made_again / "shipped").iterdir()}
    assert {path.name for path in FOLDER.iterdir()} == made
    assert list(shipped_recordings()) == sorted(plan.name for plan in CATALOGUE)


def test_every_protocol_that_a_beacon_may_send_is_shown() -> None:
    never_sent = {SpareUser, SpareLocation}
    shown = {type(transmission.fields) for transmission in TRANSMISSIONS}
    assert shown == {*BY_STRUCT, SecondGeneration} - never_sent


def of(struct: type) -> Iterator[AnyTransmission]:
    return (one for one in TRANSMISSIONS if isinstance(one.fields, struct))


def shown(struct: type, attribute: str) -> set[object]:
    return {getattr(transmission.fields, attribute) for transmission in of(struct)}


def test_every_way_to_name_a_beacon_is_shown() -> None:
    assert shown(SerialUser, "serial_type") == set(serial.BEACON_TYPES.values())
    assert shown(StandardLocation, "coding") == set(standard_location.CODINGS.values())
    assert shown(NationalLocation, "coding") == set(national_location.CODINGS.values())
    assert shown(EltDt, "identity_type") == set(eltdt.IDENTITY_TYPES.values())
    assert {type(one) for one in shown(RlsLocation, "identification")} == {
        rls.RlsMmsi,
        rls.RlsNumber,
    }


def test_a_flight_of_an_elt_dt_is_shown_to_its_end() -> None:
    assert {type(one) for one in shown(EltDt, "second_field")} == {
        eltdt.EltDtOffsets,
        eltdt.EltDtOperator,
        eltdt.EltDtCancellation,
    }


def test_a_burst_that_a_gap_cuts_is_not_expected() -> None:
    (plan,) = (plan for plan in CATALOGUE if plan.lost_s)
    assert (len(plan.transmissions), len(expected_detections(plan))) == (3, 2)


def test_the_document_lists_every_recording() -> None:
    text = DOCUMENT.read_text()
    assert [plan.name for plan in CATALOGUE if f"`{plan.name}`" not in text] == []


def test_one_recording_can_be_made_alone(tmp_path: Path) -> None:
    plan = next(plan for plan in CATALOGUE if plan.name == "orbitography")
    assert make(plan, tmp_path) == tmp_path / "orbitography.sigmf-meta"
