"""XML as text: elements with text, and no character that XML 1.0 (section 2.2) forbids."""

import re
from xml.etree import ElementTree as ET

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"


def root(name: str, namespace: str | None = None, **attributes: str) -> ET.Element:
    space = {} if namespace is None else {"xmlns": namespace}
    return ET.Element(name, {**space, **_clean(attributes)})


def add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """A child with this text."""
    child = ET.SubElement(parent, name, _clean(attributes))
    child.text = None if text is None else legal(text)
    return child


def document(element: ET.Element) -> bytes:
    ET.indent(element)
    text: bytes = ET.tostring(element, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"


def legal(text: str) -> str:
    return FORBIDDEN.sub(REPLACEMENT, text)


def _clean(attributes: dict[str, str]) -> dict[str, str]:
    return {name: legal(value) for name, value in attributes.items()}
