"""Read HTML that others made: what in it would run a program or ask something of a network, and its words."""

import re
from html.parser import HTMLParser

_ACTIVE = {"script", "animate", "set", "foreignobject", "iframe", "object", "embed", "link", "base", "meta", "form"}
_FETCHED = {"src", "srcset", "poster", "background", "xlink:href"}
_STYLE = re.compile(r"@import|url\(\s*[\"']?(?!data:|#|[\"'])", re.IGNORECASE)
_SPACES = re.compile(r"[\s\x00-\x20]+")


def find_request(html: str) -> str:
    """Give the first tag, attribute or style that a self-contained page must not have; empty if none.

    Links that a reader follows, `<a href>`, ask for nothing by themselves and are left alone.
    """
    return _Finder(html).found


def words_of(html: str) -> str:
    """Give what a reader reads of it; pictures and style sheets have no words."""
    return " ".join(_Finder(html).words)


class _Finder(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found = ""
        self.words: list[str] = []
        self._pictures = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._pictures += tag == "svg"
        found = [f"<{tag}>"] if tag in _ACTIVE else []
        found += [f'{name}="{(value or "")[:60]}"' for name, value in attrs if _asks(tag, name, value or "")]
        self.found = self.found or "".join(found[:1])

    def handle_endtag(self, tag: str) -> None:
        self._pictures -= tag == "svg"

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is None and not self._pictures:
            self.words.append(data)
        if self.cdata_elem == "style" and _STYLE.search(data):
            self.found = self.found or "a style sheet that loads another file"


def _asks(tag: str, name: str, value: str) -> bool:
    bare = _SPACES.sub("", value).lower()  # browsers skip blanks inside `java script:`
    fetched = name in _FETCHED or (name == "href" and tag not in {"a", "area"})
    return (
        name.startswith("on")
        or (fetched and bool(bare) and not bare.startswith(("data:image/", "#")))
        or (name == "style" and bool(_STYLE.search(value)))
        or bare.startswith(("javascript:", "vbscript:"))
    )
