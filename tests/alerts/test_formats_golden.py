"""What each format makes of typical alerts, as files that people have read."""

import golden_alerts
import pytest

from alerts.formats import FORMATS


@pytest.mark.parametrize("name", golden_alerts.typical())
def test_a_typical_alert_is_written_as_it_was_read(name: str) -> None:
    written = {path: text for path, text in golden_alerts.files() if path.name.startswith(name)}
    assert len(written) >= len(FORMATS)
    for path, text in written.items():
        assert text.decode() == path.read_text(), f"see {golden_alerts.__doc__}"


def test_no_file_is_left_over() -> None:
    assert set(golden_alerts.GOLDEN.iterdir()) == {path for path, _ in golden_alerts.files()}
