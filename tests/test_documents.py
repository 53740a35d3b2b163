"""What the documents point at is there, and the messages that they show are no real beacon's."""

import re
import shlex
from pathlib import Path

import pytest

from decoder.hextext import read_hex
from decoder.message import MessageClass
from station.main import build_parser

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\((?!https?://)([^)#]+)")
TYPED = re.compile(r"(?:^ {4}|^\$ |^sudo |`)(?:sudo )?beacon406 ([^`\n]*)", re.MULTILINE)
"""With whatever follows; in running text, a mere name of a command is no command line."""
AFTER = re.compile(r" [|>]| < | && ")
COMMAND = re.compile(r"beacon406 (?:hex|simulate .*--burst) ([0-9A-F]{36})")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = LINK.findall(document.read_text())
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_messages_in_the_documents_are_tests() -> None:
    shown = [text for document in DOCUMENTS for text in COMMAND.findall(document.read_text())]
    assert shown
    assert {read_hex(text).message_class for text in shown} == {MessageClass.TEST}


def test_the_commands_in_the_documents_can_be_typed() -> None:
    texts = [text for document in DOCUMENTS for text in TYPED.findall(document.read_text())]
    shown = [shlex.split(AFTER.split(text)[0], comments=True) for text in texts if "." in text]
    assert {words[0] for words in shown} >= {"config", "run", "test-alert", "store", "replay"}
    for words in shown:
        build_parser().parse_args(words)
