"""The platform's XML read without trust: no DTD, no entities, each field once, control characters removed."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from gateway.wechat.refusing import Refused

MAX_BODY: Final = 64 * 1024
_DEEPEST: Final = 8
# What XML 1.0 cannot say; the platform passes it on as customers pasted it.
_UNSAYABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OPENING: Final = re.compile(r"<(\w{1,64})>\s*<!\[CDATA\[")
_END: Final = "]]>"
_END_WITHIN: Final = "]]]]><![CDATA[>"


def clean(text: str) -> str:
    """Without the characters no XML may hold."""
    return _UNSAYABLE.sub("", text)


def section(text: str) -> str:
    """A CDATA section that says exactly this."""
    return f"<![CDATA[{clean(text).replace(_END, _END_WITHIN)}{_END}"


def readable(body: bytes) -> str:
    """The body as text that parses; Refused."""
    text = _decoded(body)
    if _parsed(text) is None:
        raise Refused("malformed")
    return text


def repaired(body: bytes) -> str:
    """`readable`, also with a customer's own `]]>` in it: only for what was authenticated; Refused.

    Whatever such a text smuggles in is a field twice, and refused for that.
    """
    text = _decoded(body)
    if _parsed(text) is None:
        text = "".join(_closed(text))
    return readable(text.encode())


def fields(text: str) -> dict[str, str]:
    """All fields that hold text, those within others by their way (`ScanCodeInfo.ScanType`); Refused."""
    root = _parsed(text)
    if root is None or root.tag != "xml":
        raise Refused("malformed")
    names = [child.tag for child in root]
    if len(names) != len(set(names)):
        raise Refused("malformed")
    return dict(_leaves(root))


def encrypted(text: str) -> str:
    """What an envelope holds, "" when it is none; all else in it is not looked at. Refused."""
    root = _parsed(text)
    found = root.findall("Encrypt") if root is not None and root.tag == "xml" else []
    if len(found) > 1:
        raise Refused("malformed")
    return (found[0].text or "").strip() if found else ""


def _decoded(body: bytes) -> str:
    if len(body) > MAX_BODY:
        raise Refused("too_large")
    try:
        return clean(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused("malformed") from None


def _closed(text: str) -> Iterator[str]:
    """Every section up to the closing tag of its field."""
    at = 0
    while opening := _OPENING.search(text, at):
        closing = re.compile(rf"\]\]>\s*</{opening[1]}>").search(text, opening.end())
        if closing is None:
            break
        yield text[at : opening.start()]
        yield f"<{opening[1]}>{section(text[opening.end() : closing.start()])}</{opening[1]}>"
        at = closing.end()
    yield text[at:]


def _parsed(text: str) -> Element | None:
    try:
        found: Element = fromstring(text, forbid_dtd=True)
    except DefusedXmlException:
        raise Refused("forbidden_xml") from None
    except (ParseError, ValueError):
        return None
    return found


def _leaves(root: Element) -> Iterator[tuple[str, str]]:
    waiting = [(child.tag, child, 1) for child in reversed(root)]
    while waiting:
        name, element, depth = waiting.pop()
        if depth > _DEEPEST:
            raise Refused("malformed")
        if len(element):
            waiting += [(f"{name}.{child.tag}", child, depth + 1) for child in reversed(element)]
        else:
            yield name, (element.text or "").strip()
