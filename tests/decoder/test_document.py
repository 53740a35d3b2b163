"""The documentation that is made from the code is up to date and complete."""

from pathlib import Path

from decoder.document import protocols_page, reasons_page
from decoder.reasons import Reason
from decoder.t001.protocols import PROTOCOLS
from decoder.t018.message import MESSAGE

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_protocols_is_up_to_date() -> None:
    assert (DOCS / "protocols.md").read_text() == protocols_page()


def test_the_page_of_reasons_is_up_to_date() -> None:
    assert (DOCS / "reasons.md").read_text() == reasons_page()


def test_every_reason_is_explained() -> None:
    page = reasons_page()
    assert [reason for reason in Reason if f"`{reason}`" not in page] == []


def test_every_protocol_and_each_of_its_fields_is_on_the_page() -> None:
    page = protocols_page()
    for table in (*PROTOCOLS, MESSAGE):
        assert f"## {table.title}" in page
        parts = [choice for part in table.parts for choice in part.tables]
        for field in [field for each in (table, *parts) for field in each.fields]:
            assert f"`{field.name}`" in page
