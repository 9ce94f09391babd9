"""A browser without script that follows every link of the desk and fills every form it finds."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

from tests.gateway.desk.conftest import Agent

_FOLLOWED = 160  # pages
_FILE = re.compile(r"\.(csv|xlsx|pdf|svg|json|diff)\b|/files/\d")
_LEAVING = {"/desk/sign-out", "/desk/sign-in", "/desk/password"}


@dataclass
class Form:
    """What a browser would send as it stands, and which fields one types into."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    files: bool = False


class Page(HTMLParser):
    """Links and forms, and what could run: scripts of one's own, handlers, styles, foreign addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.dangers: list[str] = []
        self._form: Form | None = None
        self._select = self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._look(tag, given)
        if tag == "a" and given.get("href", "").startswith("/desk"):
            self.links.append(given["href"].partition("#")[0])
        elif tag == "form" and given.get("method") == "post":
            self._form = Form(given.get("action", ""))
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in ("select", "textarea"):
            self._select = ""

    def _look(self, tag: str, given: dict[str, str]) -> None:
        address = given.get("src") or given.get("href") or ""
        if tag in ("script", "img", "iframe", "object", "embed", "base", "svg:script") or tag == "link":
            ours = address.startswith("/static/") or (tag == "img" and address.startswith("/desk/"))
            if not ours:
                self.dangers.append(f"<{tag} {address}>")
        self.dangers += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        if re.match(r"\s*(javascript|data|vbscript):|//", address, re.I):
            self.dangers.append(f"{tag} {address}")

    def _field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "option" and self._select and given.get("value"):
            form.fields[self._select] = form.fields.get(self._select) or given["value"]
        elif not name:
            return
        elif tag == "select":
            self._select = name
        elif tag == "textarea" or (tag == "input" and kind in ("text", "search", "tel")):
            form.typed.append(name)
        elif tag == "input" and kind == "file":
            form.files = True
        elif tag == "input" and kind in ("hidden", "date", "number"):
            form.fields[name] = given.get("value", "")
        elif tag == "input" and kind in ("radio", "checkbox"):
            form.fields.setdefault(name, given.get("value", "on"))


@dataclass
class Seen:
    """What a walk saw: pages by address, and the forms, one of each kind."""

    pages: dict[str, str] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)

    @property
    def dangers(self) -> list[tuple[str, str]]:
        return [(path, one) for path, html in self.pages.items() for one in Page(html).dangers]


async def walk(who: Agent, *also: str) -> Seen:
    """Everything that can be reached from the desk's first page, two of each kind of page."""
    seen, waiting, kinds = Seen(), ["/desk", "/desk?view=all", *also], dict[str, int]()
    shapes: set[tuple[str, tuple[str, ...]]] = set()
    while waiting and len(seen.pages) < _FOLLOWED:
        path = waiting.pop(0)
        kind = kind_of(path)
        if path in seen.pages or _FILE.search(path) or kinds.get(kind, 0) >= 2:
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = await who.get(path)
        assert answer.status_code < 500, (path, answer.status_code)
        seen.pages[path] = answer.text
        page = Page(answer.text)
        waiting += page.links
        for form in page.forms:
            form.action = form.action or path
            shape = (kind_of(form.action), tuple(sorted([*form.fields, *form.typed])))
            if form.action.partition("?")[0] not in _LEAVING and shape not in shapes:
                shapes.add(shape)
                seen.forms.append(form)
    return seen


async def send(who: Agent, form: Form, text: str, only: str = "") -> httpx.Response:
    """The form with the text in every field one types into, or in one; something harmless in the others."""
    typed = {name: text if only in ("", name) else "客户来电核对" for name in form.typed}
    data = form.fields | typed | {"form_token": who.form_token}
    files = [("file", ("a.txt", b"x", "text/plain"))] if form.files else None
    return await who.http.post(form.action, data=data, files=files)


def kind_of(path: str) -> str:
    """The path with numbers and names of parameters only: pages of a kind are made alike."""
    plain, _, query = path.partition("?")
    names = sorted({part.partition("=")[0] for part in query.split("&") if part})
    return re.sub(r"/(?:[\w-]{20,}|\d+)(?=/|$)|(?<=/entries/)\w+", "/#", plain) + "?" + ",".join(names)
