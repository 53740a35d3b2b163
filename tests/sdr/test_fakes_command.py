"""`python -m sdr.fakes` as it is typed."""

import pytest

from sdr.fakes.__main__ import main


@pytest.mark.parametrize("option", ["--rate", "--speed", "--faults-every"])
@pytest.mark.parametrize("value", ["nan", "-1", "0", "inf", "fast"])
def test_what_is_no_number_above_0_is_a_usage_error(
    option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["noise", f"{option}={value}"])
    assert raised.value.code == 2
    assert f"argument {option}: '{value}' is no number above 0" in capsys.readouterr().err
