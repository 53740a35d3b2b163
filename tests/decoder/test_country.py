"""The table of countries."""

import json
from pathlib import Path

import pytest

from decoder.country import COUNTRIES, country_name

ITU_LIST = Path(__file__).parents[3] / "shared" / "vectors" / "mid.json"


@pytest.mark.skipif(not ITU_LIST.exists(), reason="the ITU's list is not shipped")
def test_every_code_of_the_itu_list_has_a_name_and_no_other() -> None:
    assert set(COUNTRIES) == {int(code) for code in json.loads(ITU_LIST.read_text())}


def test_names_are_short() -> None:
    assert all(0 < len(name) <= 42 for name in COUNTRIES.values())


def test_codes_that_some_tables_lack_are_here() -> None:
    assert country_name(550) == "Timor-Leste"
    assert country_name(638) == "South Sudan"
    assert country_name(659) == "Namibia"


def test_an_unassigned_code_has_no_name() -> None:
    assert country_name(200) is None
    assert country_name(0) is None
