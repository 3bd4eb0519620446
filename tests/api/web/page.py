"""A page as a reader without scripts meets it: its words, fields and links."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from flask.testing import FlaskClient

_VOID = {"meta", "link", "input", "br"}


@dataclass
class Page(HTMLParser):
    """What a page says. `tags` are (name, attributes) in order."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close a tag."""
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note a text that people see."""
        if not {"script", "style", "title"} & set(self._open):
            self.words.append(data)

    @property
    def text(self) -> str:
        """The words, spaces of every kind made plain."""
        return " ".join("".join(self.words).split())

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """Return the attributes of the tags of a name that have the wanted ones."""
        return [
            attributes
            for name, attributes in self.tags
            if name == tag and wanted.items() <= attributes.items()
        ]

    def value(self, name: str) -> str:
        """Return what a field of the form holds: the button chosen, else the field's text."""
        fields = self.all("input", name=name)
        chosen = [one for one in fields if "checked" in one] or [
            one for one in fields if one["type"] not in {"radio", "checkbox"}
        ]
        return chosen[0]["value"] if chosen else ""

    def form(self) -> dict[str, str]:
        """Return what a browser would send as the form stands."""
        names = {
            one["name"]
            for one in self.all("input")
            if "name" in one and (one["type"] != "checkbox" or "checked" in one)
        }
        return {name: self.value(name) for name in sorted(names)}

    def links(self, path: str = "/") -> list[dict[str, str]]:
        """Return the query of every link to a page of ours, but those to another language."""
        links = [link for link in self.all("a") if "hreflang" not in link]
        parts = [urlsplit(link["href"]) for link in links if link["href"].startswith("/")]
        return [dict(parse_qsl(part.query)) for part in parts if part.path == path and part.query]


def read(html: str) -> Page:
    """Read a page."""
    page = Page()
    page.feed(html)
    page.close()
    return page


def visit(client: FlaskClient, status: int = 200, **query: str) -> Page:
    """Ask for the planner with a query and read the page."""
    response = client.get("/", query_string={name.rstrip("_"): v for name, v in query.items()})
    assert response.mimetype == "text/html"
    page = read(response.text)
    assert response.status_code == status, page.text
    return page
