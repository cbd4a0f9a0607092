"""Read what a committed notebook says about itself, without starting or importing Jupyter, and check its parameters.

papermill only warns about an unknown parameter and lets text into `n: int`; a report built from it would be wrong
without anybody noticing.
"""

import ast
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from analysis.errors import RunError, Wording
from analysis.words.catalogue import LANGUAGES, say, tell

TOLD_BY = "told_by"
"""In an output's metadata: the source of the cell that has the words for it, where it is another's."""

_UNLISTED = ' <i class="tocSkip"></i>'
"""Behind a heading, by which JupyterLab leaves it out of its list of contents."""

_UNDERLINED = re.compile(r"^(?![-#>*+|`\s])(.+)\n(=+|--+) *$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} .*$", re.MULTILINE)
_PLAIN: dict[str, list[type]] = {"int": [int], "float": [int, float], "str": [str], "bool": [bool]}
_UNDERSTOOD = "int, float, str, bool, list[…], Optional[…]"


@dataclass(frozen=True)
class NotebookCell:
    """One cell as its author wrote it."""

    kind: str
    source: str
    tags: frozenset[str]


@dataclass(frozen=True)
class Title:
    """The title cell of a notebook in one language: heading, the question it answers, and what follows."""

    heading: str
    question: str
    rest: str = ""


def read_cells(notebook: Path) -> list[NotebookCell]:
    """Read the cells of a notebook; a `RunError` says that it cannot be read or is no notebook."""
    try:
        cells, written_in = _read_text(notebook.read_text(encoding="utf-8"))
    except OSError as error:
        raise RunError(tell("fault.unread", file=notebook.name, why=error.strerror)) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RunError(tell("fault.no_notebook", file=notebook.name)) from error
    if written_in != "python":
        raise RunError(tell("fault.language", file=notebook.name, language=written_in))
    return list(cells)


@lru_cache(256)
def _read_text(text: str) -> tuple[tuple[NotebookCell, ...], str]:
    """Read the cells and the language of a notebook; a preview asks for all of them again for each page."""
    content = json.loads(text)
    written_in = content.get("metadata", {}).get("kernelspec", {}).get("language", "python")
    return tuple(_read_cell(cell) for cell in content["cells"]), written_in


def _read_cell(cell: Any) -> NotebookCell:
    source, tags = cell["source"], cell.get("metadata", {}).get("tags", ())
    if not isinstance(source, str | list):
        raise TypeError(source)
    return NotebookCell(str(cell["cell_type"]), unfold("".join(source)), frozenset(tags))


def unfold(source: str) -> str:
    """Give prose without what folds it in JupyterLab, under the name of its language; any other text as it is."""
    folded = re.fullmatch(r"<details><summary>(.+)</summary>\n\n(.*)\n\n</details>\s*", source, flags=re.DOTALL)
    is_folded = folded is not None and folded[1] in [say("site.language", lang) for lang in LANGUAGES]
    return folded[2].replace(_UNLISTED, "") if folded and is_folded else source


def read_title(cells: Sequence[NotebookCell], lang: str, *, free: bool = False) -> Title | None:
    """Give the title of a notebook in a language, or None if it has none; in a free one any text may hold it."""
    told = (cell for cell in cells if cell.kind == "markdown" and wanted(cell.tags, lang))
    titles = (split_title(cell.source, free=free) for cell in told if free or "title" in cell.tags)
    return next((title for title in titles if title or not free), None)


def split_title(source: str, *, free: bool = False) -> Title | None:
    """Split the text of a title cell; None if it does not start with a `# heading`, or, if free, has no heading."""
    if free:  # a line under a heading marks it as well
        text, fence, code = source.partition("```")
        source = _UNDERLINED.sub(lambda found: f"{'#' if found[2][0] == '=' else '##'} {found[1]}", text) + fence + code
    lines = source.strip().splitlines()
    place = next((n for n, line in enumerate(lines) if free and re.match(r"#{1,6}\s|```", line)), 0)
    found = re.fullmatch(rf"#{{1,{6 if free else 1}}}\s+(.+?)\s*#*", lines[place]) if lines else None
    if found is None:
        return None
    heading, above = found[1], "\n".join(lines[:place])
    question, _, rest = "\n".join(lines[place + 1 :]).strip().partition("\n\n")
    if free:  # a title shows no marks, so what has any stays in the text
        heading = re.sub(r"[*_`]|!?\[([^]]*)\]\([^)]*\)", r"\1", heading)
        if re.search(r"^\s*(?:[-+#>|]|\d+\.)|[*_`<\[|$]", question, re.MULTILINE):
            question, rest = "", f"{question}\n\n{rest}"
    return Title(heading, " ".join(question.split()), f"{above}\n\n{rest}".strip())


def wanted(tags: Iterable[str], lang: str) -> bool:
    """Tell whether a cell with these tags belongs to a report in this language."""
    spoken = {tag for tag in tags if tag.startswith("lang-")}
    return not spoken or f"lang-{lang}" in spoken


def find_languages(cells: Sequence[NotebookCell]) -> tuple[str, ...]:
    """Find the languages of a notebook: all, unless it has neither tags nor `lang`, but text, which is in one."""
    told = " ".join(cell.source for cell in cells if cell.kind == "markdown")
    asked = (cell for cell in cells if "parameters" in cell.tags and re.search(r"^lang\b", cell.source, re.MULTILINE))
    if not told.strip() or any(asked) or any(tag.startswith("lang-") for cell in cells for tag in cell.tags):
        return LANGUAGES
    return ("vi" if re.search("[ăđơư\u1ea0-\u1ef9]", told.casefold()) else "en",)


def turn_to(lang: str, notebook: str) -> str:
    """Give the text of a notebook as it is read in JupyterLab in a language: prose of others is folded, `lang` is set.

    What folds it stands in the text, for to run a cell unfolds what its metadata fold, and so does what keeps its
    headings out of the list of contents. Nothing else is changed, so that turned back it is what it was.

    Returns
    -------
    str
        The JSON of the notebook.
    """
    content = json.loads(notebook)
    for cell in content["cells"]:
        tags, source = cell["metadata"].get("tags", []), unfold("".join(cell["source"]))
        spoken = next((each for each in LANGUAGES if f"lang-{each}" in tags), lang)
        if any(tag.startswith("lang-") for tag in tags) and "jupyter" in cell["metadata"]:
            del cell["metadata"]["jupyter"]  # what folded it before
        if not wanted(tags, lang):
            source = _HEADING.sub(rf"\g<0>{_UNLISTED}", source)
            source = f"<details><summary>{say('site.language', spoken)}</summary>\n\n{source}\n\n</details>"
        if "parameters" in tags:
            source = re.sub(r'^(lang\b[^=\n]*= *")\w+(")', rf"\g<1>{lang}\g<2>", source, flags=re.M)
        cell["source"] = source.splitlines(keepends=True)
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def split_options(source: str) -> tuple[str, str]:
    """Part the option lines `#| …` at the head of a cell from its code."""
    options = list(takewhile(lambda line: line.startswith("#|"), source.splitlines(keepends=True)))
    return "".join(line.removeprefix("#|") for line in options), source[sum(map(len, options)) :]


def read_words(source: str, metadata: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Give the words that a cell declares for what it shows: `fig-alt`, `fig-cap` and `tbl-cap`.

    They stand in option lines at its head, as in Quarto, `fig-alt-vi` before `fig-alt`; or in its metadata, as in
    MyST-NB. A `RunError` says that the option lines cannot be read.
    """
    import yaml

    try:
        options = yaml.safe_load(split_options(source)[0])
    except yaml.YAMLError as error:
        raise RunError(tell("fault.options", why=error)) from error
    found = {
        "fig-alt": _text_at(metadata, "mystnb", "image", "alt"),
        "fig-cap": _text_at(metadata, "mystnb", "figure", "caption"),
        "tbl-cap": "",
    }
    return {
        name: _text_at(options, f"{name}-{lang}") or _text_at(options, name) or given for name, given in found.items()
    }


def _text_at(tree: Any, *keys: str) -> str:
    """Follow keys into what a person wrote; nothing where there is no text."""
    for key in keys:
        tree = tree.get(key) if isinstance(tree, Mapping) else None
    return tree.strip() if isinstance(tree, str) else ""


@dataclass(frozen=True)
class Parameter:
    """One annotated assignment of a `parameters` cell; one without a value is `required`, and has no default."""

    name: str
    annotation: str
    default: object = None
    required: bool = False


def read_parameters(cells: Sequence[NotebookCell], *, free: bool = False) -> tuple[dict[str, Parameter], list[Wording]]:
    """Read the declared parameters of a notebook by name, none if the cell cannot be read, and all that is wrong.

    In a free notebook nothing is wrong: a type that is not understood, or none, lets every value pass.
    """
    tagged = [cell for cell in cells if "parameters" in cell.tags]
    if len(tagged) != 1 or tagged[0].kind != "code":
        single = tell("fault.a_cell", kind=tagged[0].kind) if tagged else tell("fault.none")
        count = len(tagged) if len(tagged) > 1 else single
        return {}, [] if free else [tell("fault.one_cell", count=count)]
    try:
        statements = ast.parse(tagged[0].source).body
    except SyntaxError as error:
        return {}, [] if free else [tell("fault.syntax", line=error.lineno, why=error.msg)]
    parameters, faults = dict[str, Parameter](), list[Wording]()
    for statement in statements:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)):
                parameters[name], fault = _declare(name, statement)
                faults += [fault] if fault else []
                parameters[name] = Parameter(name, "") if fault and free else parameters[name]
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if free:
                default = getattr(value, "value", None)
                parameters[name] = Parameter(name, type(default).__name__, default)
            case ast.Import() | ast.ImportFrom():
                pass  # an annotation such as Optional is evaluated, so the cell has to import it
            case _:
                written = ast.unparse(statement).splitlines()[0]
                faults.append(tell("fault.form", line=statement.lineno, written=written))
    return parameters, [] if free else faults + _check_lang(parameters.get("lang"))


def check_value(parameter: Parameter, value: object) -> Wording | None:
    """Say what is wrong with a value for a parameter; None if nothing is, or if its type is not understood."""
    if _is_understood(parameter.annotation) and not _fits(value, parameter.annotation):
        return tell("fault.not_type", value=repr(value), annotation=parameter.annotation)
    texts = value if isinstance(value, list) else [value]
    # papermill writes text into the notebook with escapes, and would show Vietnamese as \u1ee7.
    if not all(text.isascii() for text in texts if isinstance(text, str)):
        return tell("fault.not_ascii", value=repr(value))
    return None


def _declare(name: str, statement: ast.AnnAssign) -> tuple[Parameter, Wording | None]:
    annotation, default = ast.unparse(statement.annotation), statement.value
    if isinstance(statement.annotation, ast.Constant) and isinstance(statement.annotation.value, str):
        annotation = statement.annotation.value
    parameter = Parameter(name, annotation, required=default is None)
    if not _is_understood(annotation):
        return parameter, tell("fault.type", name=name, annotation=annotation, choices=_UNDERSTOOD)
    if default is None:
        return parameter, None
    try:
        parameter = replace(parameter, default=ast.literal_eval(default))
    except ValueError:
        return parameter, tell("fault.not_plain", name=name, written=ast.unparse(default))
    wrong = check_value(parameter, parameter.default)
    return parameter, tell("fault.default", name=name, told=wrong) if wrong else None


def _check_lang(parameter: Parameter | None) -> list[Wording]:
    expected = f'lang: str = "{LANGUAGES[0]}"'  # no Literal: papermill would not list it
    if parameter is None:
        return [tell("fault.lang_missing", expected=expected)]
    fits = parameter.annotation == "str" and (parameter.required or parameter.default in LANGUAGES)
    return [] if fits else [tell("fault.lang_type", annotation=parameter.annotation, expected=expected)]


@lru_cache
def _is_understood(annotation: str) -> bool:
    form = rf"(?:list\[|Optional\[)*(?:{'|'.join(_PLAIN)})\]*"
    return re.fullmatch(form, annotation) is not None and annotation.count("[") == annotation.count("]")


def _fits(value: object, annotation: str) -> bool:
    """Tell whether a value is of a type, and would not only be turned into it."""
    if annotation in _PLAIN:
        return type(value) in _PLAIN[annotation]
    outer, inner = annotation[:-1].split("[", 1)
    if outer == "Optional":
        return value is None or _fits(value, inner)
    return isinstance(value, list) and all(_fits(item, inner) for item in value)
