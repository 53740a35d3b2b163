"""An alert as text in the style of SIT 185."""

import pytest
from golden_alerts import typical
from hypothesis import given
from hypothesis import strategies as st

from alerts.formats import sit185
from alerts.formats.legible import WORD_MAX, legible

TYPICAL = typical()


def text(name: str) -> str:
    return sit185.render(TYPICAL[name]).decode("ascii")


def paragraph(name: str, number: int) -> str:
    """Without line ends."""
    lines = text(name).split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith(f"{number}. "))
    end = next(at for at in range(start + 1, len(lines)) if not lines[at].startswith(" "))
    return " ".join(" ".join(lines[start:end]).split())


def test_all_sixteen_paragraphs_are_there_in_order() -> None:
    for name in TYPICAL:
        numbers = [line.split(". ")[0] for line in text(name).split("\n") if line[:1].isdigit()]
        assert numbers == [str(number) for number in range(1, 17)]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("distress_initial", "DISTRESS COSPAS-SARSAT INITIAL ALERT"),
        ("distress_unlocated", "DISTRESS COSPAS-SARSAT INITIAL ALERT"),
        ("distress_conflict", "DISTRESS COSPAS-SARSAT POSITION CONFLICT ALERT"),
        ("distress_confirmed", "DISTRESS COSPAS-SARSAT POSITION CONFIRMED ALERT"),
        ("tracking", "DISTRESS TRACKING COSPAS-SARSAT POSITION UPDATE ALERT"),
        ("ship_security", "SHIP SECURITY COSPAS-SARSAT INITIAL ALERT"),
        ("self_test", "SELF TEST COSPAS-SARSAT INITIAL ALERT"),
        ("exercise", "EXERCISE COSPAS-SARSAT INITIAL ALERT"),
        ("cancelled", "DISTRESS COSPAS-SARSAT CANCELLED BY USER ALERT"),
        ("silent", "DISTRESS COSPAS-SARSAT SILENT ALERT"),
        ("closed", "DISTRESS COSPAS-SARSAT CLOSED ALERT"),
    ],
)
def test_the_title_has_class_and_kind_and_what_it_is_not(name: str, title: str) -> None:
    marking = "UNVERIFIED, NOT A COSPAS-SARSAT MESSAGE"
    assert paragraph(name, 1).startswith(f"1. {title} {marking}")


def test_paragraphs_15_and_16_say_that_it_is_no_mccs() -> None:
    for name in TYPICAL:
        assert "THIS IS NOT AN MCC MESSAGE" in paragraph(name, 15)
        assert "UNVERIFIED, NOT A COSPAS-SARSAT MESSAGE" in paragraph(name, 16)


def test_a_conflict_says_how_far_and_shows_the_new_position() -> None:
    remarks = paragraph("distress_conflict", 16)
    assert "THIS POSITION 56 KILOMETRES FROM PREVIOUS ALERT" in remarks
    assert "ENCODED - 32 30.00 N 117 00.00 W" in paragraph("distress_conflict", 8)
    assert "KEPT UNTIL BURSTS AGREE: 32.0000 DEG N" in paragraph("distress_conflict", 15)


def test_no_position_is_ever_called_confirmed() -> None:
    assert all("CONFIRMED - NIL" in paragraph(name, 8) for name in TYPICAL)
    assert "NOT BY AN INDEPENDENT POSITION" in paragraph("distress_confirmed", 15)


def test_what_the_beacon_said_stands_where_it_belongs() -> None:
    assert paragraph("distress_initial", 7) == "7. EMERGENCY CODE SINKING"
    assert paragraph("distress_initial", 12) == "12. ACTIVATION TYPE AUTOMATIC OR MANUAL"
    assert paragraph("tracking", 12) == "12. ACTIVATION TYPE G-SWITCH OR DEFORMATION"
    assert "ALTITUDE IN METRES 3200" in paragraph("tracking", 14)


def test_what_the_beacon_did_not_say_is_nil() -> None:
    assert paragraph("distress_unlocated", 7) == "7. EMERGENCY CODE NIL"
    assert paragraph("distress_unlocated", 9) == "9. ENCODED POSITION PROVIDED BY NIL"
    assert paragraph("distress_unlocated", 11).endswith("HOMING SIGNAL NIL")
    assert "UPDATE TIME NIL" in paragraph("distress_unlocated", 8)
    assert "ALTITUDE" not in text("distress_unlocated")


def test_an_old_position_has_its_own_time_and_not_that_of_the_message() -> None:
    assert "UPDATE TIME NIL" in paragraph("silent", 8)
    assert "POSITION RECEIVED AT 2026-01-01 00:00:00 UTC" in paragraph("silent", 14)
    assert paragraph("silent", 3).endswith("01 JAN 26 000000 UTC BY HILL (TERRESTRIAL)")


def test_a_covert_alert_and_a_test_say_so_at_the_top_and_at_the_bottom() -> None:
    for number in (1, 16):
        assert "COVERT: TELL NEITHER THE SHIP NOR THE PUBLIC" in paragraph("ship_security", number)
        assert "TEST ONLY" in paragraph("self_test", number)
        assert "EXERCISE ONLY" in paragraph("exercise", number)


@given(st.text())
def test_any_text_becomes_legible(some: str) -> None:
    words = legible(some)
    assert words.isascii()
    assert words.upper() == words == " ".join(words.split()) == legible(words)
    assert all(len(word) <= WORD_MAX for word in words.split())


def test_letters_with_marks_lose_them_and_symbols_are_spelt_out() -> None:
    assert legible("Kérguelen 32.5°N ± 5 % – Ø") == "KERGUELEN 32.5 DEG N +/- 5 PERCENT - ?"
