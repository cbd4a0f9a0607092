"""A site in one language as values: what is listed in it, what stands around, and what goes with a report."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.elements.pages import Group, Surroundings
from analysis.elements.speech import Link
from analysis.errors import RunError
from analysis.paths import cited_files, show_path
from analysis.plan.entries import PARTS, Run
from analysis.plan.notebook import Title
from analysis.site.search import Section
from analysis.text import format_date
from analysis.words.catalogue import say, tell


@dataclass(frozen=True)
class Listed:
    """A report that is listed: title of its notebook, name of what it is about, its parts if made in this build.

    Of very many places the `sheet` of each is made with the first of its reports, and has parts of its own.
    """

    run: Run
    title: Title
    name: str
    sections: Sequence[Section] = ()
    asked: str = ""  # the question of what it is about, where that has one of its own
    sheet: str = ""  # the place, where its sheet is made with this report
    on_sheet: Sequence[Section] = ()

    @property
    def href(self) -> str:
        """Its place beside the other pages of its language."""
        return f"{self.run.run_id}.html"

    @property
    def heading(self) -> str:
        """The heading of its page."""
        return f"{self.title.heading}: {self.name}" if self.run.subject else self.title.heading

    @property
    def short(self) -> str:
        """Its answer, or else its name among those of its kind."""
        return self.answer or (self.name if self.run.subject else self.title.heading)

    @property
    def answer(self) -> str:
        """The answer to what it asks, if it is made and has one."""
        return self.sections[0].heading if self.sections else ""


@dataclass(frozen=True)
class HandOut:
    """The sheet of a place as it leaves the project: the name of its page, the page, and its parts under its title."""

    name: str
    html: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Page:
    """What stands around the cells of one report.

    `menu` leads to the parts of the site, of which it stands in `part`; `own` is its file, `files` the folder beside,
    if any. What a `free` notebook lacks is told, unless it is `strict`. With a `draft` go empty files, else a `sheet`.
    """

    lang: str
    heading: str
    question: str
    menu: tuple[Link, ...] = ()
    part: str = ""
    own: str = ""
    previous: Link | None = None
    following: Link | None = None
    translations: tuple[str, ...] = ()
    files: str | None = None
    free: bool = False
    strict: bool = False
    cite: str = ""
    sheet: str = ""
    draft: bool = field(default=False, repr=False)


@dataclass(frozen=True)
class Rendered:
    """A report as it leaves the project: the page, by name what lies beside it, its parts, and a sheet with it."""

    html: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    gaps: tuple[str, ...] = ()
    sheet: HandOut | None = None


@dataclass(frozen=True)
class Edition:
    """A site in one language: its reports, what stands around them, versions of what makes it, how to cite it."""

    lang: str
    reports: tuple[Listed, ...]
    around: Surroundings
    versions: tuple[tuple[str, str], ...] = ()
    cite: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the site that have reports, and data and methods."""
        held = {"data", *(report.run.part for report in self.reports)}
        return tuple(part for part in PARTS if part in held)

    def menu(self, there: Collection[str]) -> tuple[Link, ...]:
        """Link to each part: to the overview where that page is `there`, else to its place on the first page."""
        pages = {"overview": "overview.html"} if "overview.html" in there else {}
        return tuple(Link(pages.get(part, f"index.html#{part}"), say(f"menu.{part}", self.lang)) for part in self.parts)


def leave_far(
    listed: Sequence[Run], runs: Sequence[Run], groups: Sequence[Group], folder: Path
) -> tuple[list[Run], list[str]]:
    """Leave out, where runs of places alone are made, groups that hold none of them and have no page in a folder.

    Who asks for one place needs neither the list of all texts nor the search of all; both come with the whole. Give the
    runs that are left, and the names of groups.
    """
    kinds, asked = {run.subject and run.subject[0] for run in runs}, {run.subject for run in runs}
    near, far = list[str](), set[object]()
    for group in groups:
        own = {("locality", place) for place in group.places}
        there = (folder / f"places-{group.name}.html").is_file()
        if there or kinds != {"locality"} or not asked.isdisjoint(own):
            near.append(group.name)
        else:
            far |= own
    return [run for run in listed if run.subject not in far], near


def word_citation(lang: str) -> str:
    """Word how to cite the collection: by whom, of which day and where stands in `CITATION.cff`."""
    import yaml

    from analysis.package.schema import read_package

    package, file = read_package(), cited_files()[0]
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
        names = [each.get("name") or f"{each['given-names']} {each['family-names']}" for each in told["authors"]]
        fields = {"authors": ", ".join(names), "day": format_date(told["date-released"], lang)}
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        needed = "`authors`, each with `name` or `given-names` and `family-names`, and `date-released`, a day"
        raise RunError(tell("fault.cites", file=show_path(file), needed=needed)) from error
    if names == [say("site.contributors", "en")]:  # who are no persons are told in each language
        fields["authors"] = say("site.contributors", lang)
    fields["address"] = told.get("url") or say("site.no_address", lang)
    return say("site.cite", lang, title=package.title[lang], version=package.version, **fields)
