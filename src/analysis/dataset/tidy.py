"""What a researcher works with: one tidy frame each of figures, codings, documents and places."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Never, Self

import pandas as pd

from analysis.dataset.figures import find_figures
from analysis.dataset.offer import READ_ONLY, complete
from analysis.dataset.printed import Figure
from analysis.dataset.tables import Tables, once
from analysis.errors import AnalysisError, UnknownIdError
from analysis.words.catalogue import session_language

TIDY = ("figures", "codings", "documents", "places")
_MOST_PLACES = 60  # that a page tells of
_COLUMNS = {
    "figures": "place place_name level subject subject_name indicator indicator_name unit value low high qualifier"
    " reading start end status is_partial basis printed source paragraph observations",
    "codings": "place place_name theme theme_name gloss direction status source paragraph coder",
    "documents": "document kind number level issued_on issuer subject place place_name source paragraph",
    "places": "place place_name level code fate parent valid_from valid_to figures codings",
}
_TYPES = {  # of all other columns text
    **dict.fromkeys(("value", "low", "high"), "float64"),
    **dict.fromkeys(("start", "end", "issued_on", "valid_from", "valid_to"), "datetime64[us]"),
    **{"is_partial": "bool", "paragraph": "Int64", "figures": "int64", "codings": "int64"},
}
_TOLD = ("subject", "value", "qualifier", "reading", "start", "end", "status")  # by which figures are told apart
_OFFERED = ("few", "figure_of", "ids", "name", "of", "row", "rows", "tables", "version")


@complete
class Dataset(Tables):
    """The tables of one or more packages, and what they say as tidy frames: `figures codings documents places`.

    A frame is made anew for who asks, so it can be changed freely. Names are in `lang`, else in the language of the
    session (`use_language`); ids are the same in every language. Missing text is ``""``, missing numbers and days are
    ``NA``. ``data["figures"]`` is ``data.figures()``, and so with each of the four; any other name gives a table as it
    stands in its file. In `tables` all are as in their files. Nothing of a dataset can be written to.

    Examples
    --------
    >>> import analysis
    >>> data = analysis.load()
    >>> data["themes"]["theme_id"].is_unique, data["codings"].equals(data.codings())
    (True, True)
    """

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Give a tidy frame, or a table as in its file, by its name; an UnknownIdError if there is none."""
        names = self._ipython_key_completions_()
        if not isinstance(name, str) or name not in names:
            raise UnknownIdError("table", name, names)
        frame: pd.DataFrame = getattr(self, name)() if name in TIDY else self.tables[name].copy()
        return frame  # with cells of its own: pandas lets an array of `values` be written through to what is shared

    def _sizes(self) -> dict[str, int]:
        return super()._sizes() | {"documents": len(self.documents())}  # as `data["documents"]` gives them

    def __setattr__(self, name: str, value: object) -> Never:
        """Refuse to be written to."""
        raise AnalysisError(READ_ONLY)

    __setitem__ = __setattr__

    def _ipython_key_completions_(self) -> list[str]:
        return [*TIDY, *(name for name in self.tables if name not in TIDY)]

    def __dir__(self) -> list[str]:
        return [*self._ipython_key_completions_(), *_OFFERED]

    @once
    def few(self) -> Self:
        """Keep of more than 60 places those of which most rows are recorded, for pages that tell of all places.

        Returns
        -------
        Dataset
            This one where there are no more.

        Examples
        --------
        >>> import analysis
        >>> len(analysis.load().few().ids("locality"))
        5
        """
        kept = list_fullest(self)
        return self if len(kept) == len(self.ids("locality")) else self.of(*kept)

    def figures(self, lang: str | None = None) -> pd.DataFrame:
        """Give all figures, printed and computed, one a row, in the order of places and indicators; names in `lang`.

        Returns
        -------
        DataFrame
            `place`, `place_name`, `level` (of administration); `subject`, `subject_name` where a figure is of a part of
            the place; `indicator`, `indicator_name`, `unit`; `value`, `low`, `high` (float; what the print allows, NA
            where it is open), `qualifier` (eq, gt, ge, lt, le, approx, range); `reading` (level, difference,
            relative_change); `start`, `end` (first and last day), `basis` (how that time is known: stated, context,
            publication; or that the figure is computed); `status` (observed, target, planned); `is_partial` (of a list
            that is not whole); `printed` (the characters, empty where computed); `source`, `paragraph` (NA where
            computed from several);
            `observations` (ids of the rows it rests on, parted by blanks).

        Examples
        --------
        >>> import analysis
        >>> figures = analysis.load().figures()
        >>> members = figures[(figures.indicator == "party_members") & (figures.subject == "")]
        >>> members[["place", "value", "printed"]].to_dict("records")[0]
        {'place': 'hai_luu', 'value': 378.0, 'printed': '378 đảng viên'}
        """
        lang = session_language(lang)
        return self._frame("figures", [self._row_of(figure, lang) for figure in find_figures(self)])

    def figure_of(self, row: Any) -> Any:
        """Find the figure of a row of `figures()`, a Series or a frame of one row.

        Returns
        -------
        Figure
            Anything else comes back as it is; an AnalysisError says of how many figures a row is, if not of one.

        Examples
        --------
        >>> import analysis
        >>> data = analysis.load()
        >>> data.figure_of(data.figures().query("place == 'nam_po' and indicator == 'party_members'"))
        <nam_po.party_members 2018-01-17: 1906>
        """
        row = row.iloc[0] if isinstance(row, pd.DataFrame) and len(row) == 1 else row
        if not isinstance(row, pd.Series) or not {"place", "indicator", *_TOLD} <= {*row.index}:
            return row
        found = find_figures(self, locality_id=row["place"], indicator_id=row["indicator"])
        told = [all(each[name] == row[name] for name in _TOLD) for each in found.to_frame().to_dict("records")]
        if sum(told) != 1:
            what = f"{row['place']}, {row['indicator']}"
            raise AnalysisError(f"the row ({what}) is of {sum(told)} figures of the data; give a row of data.figures()")
        return found[told.index(True)]

    def codings(self, lang: str | None = None, *, coders: str = "first") -> pd.DataFrame:
        """Give the passages coded, one a row; names and glosses in `lang`.

        They are those of each text's first coder, or of ``all`` `coders`.

        Returns
        -------
        DataFrame
            `place`, `place_name`; `theme`, `theme_name`; `gloss` (the passage in our words); `direction` (limitation,
            measure, result); `status` of a measure (done, ongoing, stepwise, planned, recommended, unclear); `source`,
            `paragraph`, `coder`.

        Examples
        --------
        >>> import analysis
        >>> codings = analysis.load().codings(lang="en")
        >>> late = codings[(codings.theme == "information_reporting") & (codings.direction == "limitation")]
        >>> late["place"].tolist()
        ['ba_tri']
        """
        lang = session_language(lang)
        if not isinstance(coders, str) or coders not in ("first", "all"):
            raise UnknownIdError("coders", coders, ["all", "first"])
        rows = self.coded_rows("codings") if coders == "all" else self.tables["codings"].to_dict("records")
        names = {"place": "locality", "theme": "theme"}
        return self._frame(
            "codings",
            [
                {**self._named(row, names, lang), "gloss": row[f"gloss_{lang}"], "source": row["source_id"]}
                | {name: row[name] for name in ("direction", "status", "paragraph", "coder")}
                for row in rows
            ],
        )

    def documents(self, lang: str | None = None) -> pd.DataFrame:
        """Give the documents that the texts cite, one citation a row; names in `lang`.

        Returns
        -------
        DataFrame
            `document` (id), `kind`, `number`, `issuer`, `level`, `issued_on` (NA where the text gives none), `subject`
            (in our words); `place`, `place_name`, `source`, `paragraph`.

        Examples
        --------
        >>> import analysis
        >>> documents = analysis.load().documents()
        >>> documents[documents.place == "nam_po"]["number"].tolist()
        ['04-NQ/TU']
        """
        lang = session_language(lang)
        return self._frame(
            "documents",
            [
                {
                    "document": row["directive_id"],
                    **{name: row[name] for name in ("kind", "number", "level", "issued_on")},
                    **{name: row[f"{name}_{lang}"] for name in ("issuer", "subject")},
                    **self._named(self.row("source", row["source_id"]), {"place": "locality"}, lang),
                    "source": row["source_id"],
                    "paragraph": row["paragraph"],
                }
                for row in self.rows("directive")
            ],
        )

    def places(self, lang: str | None = None) -> pd.DataFrame:
        """Give the places, one a row; names in `lang`.

        Returns
        -------
        DataFrame
            `place`, `place_name`, `level`, `parent` (the place above it, in words), `code` (official, with its zeros),
            `valid_from`, `valid_to` (of the code), `fate` (what became of it on 1 July 2025), `figures` and `codings`
            (how many rows of it stand in those frames).

        Examples
        --------
        >>> import analysis
        >>> analysis.load().places(lang="en").set_index("place").loc["hai_luu", "level"]
        'commune'
        """
        lang = session_language(lang)
        codings = self.tables["codings"]["locality_id"].value_counts()
        return self._frame(
            "places",
            [
                {
                    **self._named(row, {"place": "locality"}, lang),
                    **{name: row[name] for name in ("level", "code", "fate")},
                    "parent": "; ".join(row[f"parent_{lang}"]),
                    "valid_from": row["code_from"],
                    "valid_to": row["code_to"],
                    "figures": len(find_figures(self, locality_id=row["locality_id"])),
                    "codings": int(codings.get(row["locality_id"], 0)),
                }
                for row in self.rows("locality")
            ],
        )

    def _named(self, row: Mapping[Any, Any], kinds: Mapping[str, str], lang: str) -> dict[str, str]:
        ids = {name: row[f"{kind}_id"] for name, kind in kinds.items()}
        return {
            column: words
            for name, kind in kinds.items()
            for column, words in ((name, ids[name]), (f"{name}_name", self.name(kind, ids[name], lang)))
        }

    def _row_of(self, figure: Figure, lang: str) -> dict[str, Any]:
        rows = [self.row("observation", id_) for id_ in figure.observation_ids]
        sources, paragraphs = (dict.fromkeys(row[name] for row in rows) for name in ("source_id", "paragraph"))
        same = ("value", "low", "high", "qualifier", "reading", "start", "end", "status", "is_partial")
        return {
            "place": figure.locality_id,
            "place_name": self.name("locality", figure.locality_id, lang),
            "level": self.row("locality", figure.locality_id)["level"],
            "subject": figure.subject,
            "subject_name": figure.subject and self.name("subject", figure.subject, lang),
            "indicator": figure.indicator_id,
            "indicator_name": self.name("indicator", figure.indicator_id, lang),
            "unit": self.row("indicator", figure.indicator_id)["unit"],
            **{name: getattr(figure, name) for name in same},
            "basis": "computed" if figure.is_computed else figure.period_basis,
            "printed": "" if figure.is_computed else rows[0]["printed"],
            "source": " ".join(sources),
            "paragraph": next(iter(paragraphs)) if len(paragraphs) == len(sources) == 1 else None,
            "observations": " ".join(figure.observation_ids),
        }

    @staticmethod
    def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
        """Lay rows in a frame that has its columns and their types without any as well."""
        columns = _COLUMNS[name].split()
        return pd.DataFrame(rows, columns=columns).astype({column: _TYPES.get(column, "str") for column in columns})


@once
def list_fullest(data: Tables, most: int = _MOST_PLACES) -> list[str]:
    """List of more than 60 places, or `most`, those of which most rows are recorded, in their order, else all."""
    places = data.ids("locality")
    rows = Counter[str]()
    for name in ("observations", "codings"):
        rows.update(data.tables[name]["locality_id"].tolist())
    kept = {*sorted(places, key=lambda place: -rows[place])[:most]}
    return [place for place in places if place in kept]


@once
def measure_texts(data: Tables) -> dict[str, dict[str, Any]]:
    """Count the figures of each text, and find the first and last day of those observed."""
    observed = data.observations[data.observations["status"] == "observed"].groupby("source_id")
    ends = {name: observed[name].agg(to).dropna().to_dict() for name, to in (("start", "min"), ("end", "max"))}
    return {"number": dict(Counter(data.observations["source_id"])), **ends}
