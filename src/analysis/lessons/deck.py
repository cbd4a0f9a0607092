"""What a lesson has to read, its bars, and its deck: slides in their order, what is said to each, and for how long."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import copy_context
from dataclasses import replace
from functools import reduce
from math import ceil
from operator import itemgetter
from typing import Any

from analysis.documents.force import word_title
from analysis.elements.picture import BARE
from analysis.elements.speech import Number, Pieces, Remark, capital, glue, lower, shared_cautions
from analysis.lessons.ledger import Ledger
from analysis.lessons.parts import WORDS, Chart, Grid, Item, Question, Scenario, Slide, Step, Tile, letter, plain
from analysis.methods import STANCES, Figure, read_themes
from analysis.text.numbers import share_out

BODY = 859, 320
"""How wide and how high what a slide holds beside its title is, in points."""

_WIDTHS = 7.4, 6.2, 5.2  # inches of a picture on a slide, of which its height and its words let one be best
_SOURCE = 20  # words that sources may take on a slide
_HEAD = 7  # words before a colon that are what the rest is about
# Parts of the time of a step: of a slide, of a question, of what is decided on it.
_PREPARED, _ASKED, _DECIDED = 1, 1, 3
_Cited = tuple[str, ...]
PACE = {"vi": 180, "en": 140}
"""Words of each language that can be spoken in a minute; a Vietnamese one is a syllable."""


def name_reading(ledger: Ledger, reading: Mapping[str, Iterable[Any]]) -> tuple[Pieces, ...]:
    """Name what is to be read: each text with its paragraphs, then documents."""
    told: list[Pieces] = []
    for text in (text for text in reading if text != "documents"):
        pages, source = capital(ledger.voice.pages(sorted(reading[text]))), ledger.whole(text)
        ledger.cited.add(text)
        told.append((ledger.name(f"reading.{text}.{pages}", f"{source} {pages}.", (source,)),))
    for id_ in sorted(reading.get("documents", ())):
        row = ledger.voice.data.row("document", id_)
        seen = f". {ledger.voice.say('lesson.read_at', at=row['reference'])}" if row["reference"] else ""
        title, printed = word_title(ledger.voice, row), row["title"] or ""
        if printed.casefold() not in title.casefold():  # as it is printed, then what it is about
            title = f"“{printed}” ({title})"
        told.append(glue(ledger.document(id_), ledger.name(f"reading.{id_}", f", {title}{seen}")))
    return tuple(told)


def draw_bars(
    ledger: Ledger, item: Item, name: str, rows: Mapping[str, Figure | None], apart: Sequence[Figure] = ()
) -> Item:
    """Add figures drawn as bars; what all but those `apart` caution of is told once, below and in the alt text.

    What is not stated keeps its row, empty, so that the charts of two places have the same rows.
    """
    voice, bars = ledger.voice, {bar: figure for bar, figure in rows.items() if figure}
    numbers = [ledger.figure(figure, told=("subject",)) for figure in bars.values()]
    shared = shared_cautions(number for number, of in zip(numbers, bars.values(), strict=True) if of not in apart)
    indicator = voice.data.row("indicator", next(iter(bars.values())).indicator_id)
    decimals, percent = int(indicator["decimals"]), indicator["unit"] == "percent"
    values = (round(float(figure.value), decimals) if figure else None for figure in rows.values())
    labels = tuple(str(number.without(shared)) for number in numbers)
    # A label has no room for words: what only some bars caution of is told beneath them, by their names.
    some: dict[str, list[str]] = {}
    for bar, number in zip(bars, numbers, strict=True):
        for words in number.without(shared).cautions:
            some.setdefault(words, []).append(bar)
    shown = zip(bars, numbers, strict=True)
    signs = {bar: f"{number.text}{'*' if number.without(shared).cautions else ''}" for bar, number in shown}
    names = tuple(capital(bar) if bar in bars else f"{bar} ({voice.say('level.unstated')})" for bar in rows)
    ended = tuple(n for n, figure in enumerate(rows.values()) if figure and figure.qualifier != "eq")
    chart = Chart(name, names, tuple(values), tuple(signs.get(bar, "") for bar in rows), decimals, percent, ended)
    marked = [f"* {', '.join(names)}: {words}" for words, names in some.items()]
    title, parts = voice.say("picture.bars", title=item.caption), voice.bars(zip(bars, labels, strict=True))
    words = voice.say("alt.bars", caption=title, parts=parts)
    told = tuple(filter(None, (voice.beware(shared),)))
    if apart and shared:
        told = (voice.say("lesson.of_named", cautions=voice.listed(shared)),)
    notes = (*item.notes, *marked, *told)
    return replace(item, notes=notes, chart=chart, alt=" ".join((words, *told)))


def project(draw: Callable[[], Any], *, dpi: int) -> bytes:
    """Draw a picture of a `dpi` anew for a slide, in the width in which its letters are largest there."""
    made = []
    for wide in _WIDTHS:
        context = copy_context()
        context.run(BARE.set, wide)
        drawn = context.run(draw)
        made.append((min(most / side for most, side in zip(BODY, drawn.sides, strict=True)), drawn.png, wide))
    _, png, wide = max(made, key=itemgetter(0))
    return bytes(png(dpi=dpi * _WIDTHS[0] / wide))


def make_slide(
    ledger: Ledger,
    claim: Pieces,
    words: Sequence[Pieces] = (),
    source: str = "",
    sign: str = "",
    shown: Sequence[str] = (),
) -> Slide:
    """Make a slide of its claim and few words: what stands before a colon is what they are about, or their number.

    What its numbers caution of stands with the sources: a title is one sentence. Whether documents are in force, and
    what was read of them, is in the notes; so are sources for which there is no room beside what else is `shown`: of
    articles on several places the slide then says that much.
    """
    cards, say = tuple(map(_card, words)), ledger.voice.say
    held, numbers = dict[str, list[str]](), set[str]()
    for text in (claim, *words):
        own = [piece.text for piece in text if isinstance(piece, Number)]
        numbers.update(own)
        for piece in text:
            of = [piece.text] if isinstance(piece, Number) else own
            for caution in split_cautions((piece,))[1]:
                held.setdefault(caution, []).extend(of)
    named = dict[str, list[str]]()
    for caution, of in held.items():  # it names its numbers where others stand beside them
        alone = numbers.issubset(of) and (caution not in ledger.forces or len(numbers) == 1)
        alone = alone or any(number in caution for number in of)
        named.setdefault("" if alone else f"{', '.join(dict.fromkeys(of))}: ", []).append(caution.rstrip("."))
    told = [*named.pop("", []), *(of + "; ".join(map(lower, cautions)) for of, cautions in named.items())]
    told = [capital(line) for line in told]
    brief = source.replace(f" ({say('lesson.not_seen')})", "")
    later = [line for line in told if any(force.casefold() in line.casefold() for force in ledger.forces)]
    under = [line for line in dict.fromkeys(told) if line not in later]
    room = WORDS - len(" ".join((*under, sign, *shown)).split()) - sum(card.words for card in cards)
    about, carded = say("lesson.sources", source=""), " ".join(f"{card.head} {card.text}" for card in cards)
    places = brief.removeprefix(about).rstrip(".").split("; ") if brief.startswith(about) else []
    rest = [place for place in places if place not in carded]  # not on a card already
    mark = f", {say('join.paragraph', number='').strip()}"
    texts = [*dict.fromkeys(place.partition(mark)[0] for place in rest)]
    these = "lesson.these_places" if mark in brief else "lesson.named"
    shorter = [rest, texts, [say(these)]] if places else []
    lines = (f"{about}{ledger.voice.listed(named)}." for named in shorter if named)
    brief = next((line for line in (brief, *lines) if len(line.split()) <= min(_SOURCE, room)), "")
    later += [source.rstrip(".")] if brief != source else []
    brief = f"{brief.rstrip('.')}." if brief and brief.rstrip(".") not in under else ""
    below, notes = " ".join(f"{line}." for line in under), tuple(f"{line}." for line in later)
    return Slide(split_cautions(claim)[0].rstrip("."), cards, sign=sign, cautions=below, source=brief, notes=notes)


def split_cautions(text: Pieces) -> tuple[str, list[str]]:
    """Part a text from what its numbers caution of."""
    cautions = [str(piece).strip(" ().") for piece in text if isinstance(piece, Remark)]
    cautions += [words for piece in text if isinstance(piece, Number) for words in piece.cautions]
    kept = (piece.text if isinstance(piece, Number) else piece for piece in text if not isinstance(piece, Remark))
    return "".join(map(str, kept)), cautions


def mark_theme(ledger: Ledger, theme_id: str, words: Sequence[Pieces]) -> tuple[Grid, Sequence[Pieces], _Cited, _Cited]:
    """Tell what each text names of a theme, alike ones in a line, or mark it in a grid where a slide lacks that room.

    What `words` tell of a place by its name stands in its line. Each paragraph is cited; it is said if not all are.
    """
    voice, own = ledger.voice, {card.head: card.text for card in map(_card, words)}
    voice.data.row("theme", theme_id)
    names = {"proposal": "lesson.not_done"}  # shorter than over a picture: a slide has room for few words
    heads = [voice.say(names.get(stance, f"stances.{stance}_head")) for stance in STANCES]
    (shown, few), rows, cited, lines = ledger.shown, [], dict[str, None](), dict[tuple[int, str], list[str]]()
    for place, found in ((place, read_themes(voice.data)[theme_id][place]) for place in shown):
        name, firm = voice.name("locality", place), [each for each in STANCES if found[each] and each != "proposal"]
        rows.append((name, *("●" if found[stance] else "" for stance in STANCES)))
        cited |= {ledger.cite(row): None for of in found.values() for row in of}
        states = {row["status"] for row in found["proposal"]}
        last = "none" if not states else "unclear" if states == {"unclear"} else "proposal"
        told = own.get(name) or voice.join(voice.say(f"lesson.names_{stance}") for stance in firm or [last])
        lines.setdefault((-len(firm) or (not states), told), []).append(name)
    made = [(f"{voice.join(of)}: {told}",) for (_, told), of in sorted(lines.items(), key=lambda line: line[0][0])]
    room = WORDS - len(voice.say("lesson.these_places").split()) - 1
    fits = len(" ".join(line for (line,) in made).split()) <= room and all(_card(line).head for line in made)
    return () if fits else (("", *heads), *rows), made if fits else words, tuple(cited), few


def lay_rows(rows: Sequence[Mapping[str, Any]]) -> tuple[Grid, tuple[Pieces, ...]]:
    """Lay rows of words, or of marks after their words, out as a grid, and give all its words; the first are heads."""
    texts = tuple(text for row in rows for text in row["words"])
    grid = [(*(split_cautions(text)[0] for text in row["words"]), *row.get("marks", "")) for row in rows]
    wide = max(map(len, grid))
    return tuple((*row, *[""] * (wide - len(row))) for row in grid), texts


def _card(text: Pieces) -> Tile:
    first = next(iter(text), "")
    head, colon, words = split_cautions(text)[0].partition(": ")
    big = isinstance(first, Number) and head == first.text
    return Tile(words, head, big) if colon and (big or len(head.split()) <= _HEAD) else Tile(f"{head}{colon}{words}")


def arrange_deck(
    ledger: Ledger,
    opening: Slide,
    parts: Sequence[tuple[Step, Sequence[Slide]]],
    told: Scenario,
    questions: Sequence[Question],
) -> tuple[Slide, ...]:
    """Put the slides of a lesson in order, with what is said to each, after the time that it takes of its step.

    The situation follows the slides of the last step but one, the questions precede those of the last, which end on
    the conclusion. What a step takes is shared out over its slides, with the opening among those of the first: each has
    the minutes in which its notes can be spoken, and its part of the rest.
    """
    say, slides = ledger.voice.say, list[Slide]()
    for rank, (step, own) in enumerate(parts, 1):
        spoken = _speak(ledger, step, own)
        weighed = [(slide, _PREPARED) for slide in (*([] if slides else [opening]), *spoken)]
        if rank == len(parts) - 1:
            made = say("lesson.own_situation")
            weighed += [(_show_situation(ledger, told, made), _PREPARED), (_ask(ledger, told, made), _DECIDED)]
        if rank == len(parts):
            asked = [_show_question(ledger, question) for question in questions if question.options]
            weighed = [*((slide, _ASKED) for slide in asked), *((slide, _DECIDED) for slide, _ in weighed)]
        minutes = _share_time(ledger, int(step.minutes.text), weighed)
        for n, ((slide, _), taken) in enumerate(zip(weighed, minutes, strict=True)):
            time = say("lesson.slide_time", minutes=ledger.plan("slide", taken), part=ledger.plan("part", rank))
            first = f"{time} {plain(step.title)}." + ("" if n else f" {plain(step.method)}.")
            played = rank == len(parts) - 1 and n == len(weighed) - 1
            parted = (_part_roles(ledger, taken, len(told.roles)),) if played else ()
            notes = (first, *parted, *slide.notes, *filter(None, (_leave_told(ledger, slide),)))
            slides.append(replace(slide, notes=notes))
    return tuple(slides)


def _share_time(ledger: Ledger, whole: int, weighed: Sequence[tuple[Slide, int]]) -> list[int]:
    lengths = [len(" ".join(slide.notes).split()) for slide, _ in weighed]
    needed = [max(1, ceil(length / PACE[ledger.voice.lang])) for length in lengths]
    if whole < sum(needed):  # a lecture that is too long for its step
        return share_out(whole, needed)
    rest = share_out(whole - sum(needed), [weight for _, weight in weighed])
    return [*map(sum, zip(needed, rest, strict=True))]


def _part_roles(ledger: Ledger, taken: int, roles: int) -> str:
    """Part the minutes in which a situation is decided: each role speaks, the rest is to prepare and to decide."""
    each = max(1, taken // (2 * roles))
    prepare, close = share_out(max(2, taken - each * roles), (3, 2))
    minutes = {"prepare": prepare, "roles": roles, "each": each, "close": close}
    told = {name: ledger.plan(f"roles.{name}", number) for name, number in minutes.items()}
    return ledger.voice.say("lesson.roles_time", **told)


def _leave_told(ledger: Ledger, slide: Slide) -> str:
    """Give the source of a slide without what its notes say of it, and that it was not seen."""
    if any(note.startswith(ledger.voice.say("lesson.sources", source="")) for note in slide.notes):  # whole, there
        return ""
    notes = (note.replace(f" ({ledger.voice.say('lesson.not_seen')})", "") for note in slide.notes)
    return reduce(lambda source, note: source.replace(note, "").strip(), notes, slide.source)


def _speak(ledger: Ledger, step: Step, slides: Sequence[Slide]) -> Iterator[Slide]:
    """Share the lecture of a step out over its slides, a paragraph each; the last has the rest, and what follows."""
    lines = [plain(text) for text in step.lecture]
    for n, slide in enumerate(slides):
        said = lines[n : n + 1] if n < len(slides) - 1 else lines[n:]
        if n == len(slides) - 1:
            said += [f"{ledger.voice.say('lesson.expected')}: {plain(text)}" for text in step.expected]
            said += [f"{ledger.voice.say('lesson.conclusion')}: {plain(step.conclusion)}"]
        shown, heard = {card.text for card in slide.cards}, " ".join(said).casefold()
        more = (line for line in slide.notes if not _is_heard(ledger, line.rstrip(".").casefold(), heard))
        yield replace(slide, notes=(*(line for line in said if line not in shown), *more))


def _is_heard(ledger: Ledger, line: str, heard: str) -> bool:
    """Ask whether what is said tells a line: as it stands, or the state of a document among others of that state."""
    name, _, state = line.partition(": ")
    return line in heard or (state in map(str.casefold, ledger.forces) and name in heard and state in heard)


def _show_situation(ledger: Ledger, told: Scenario, made: str) -> Slide:
    """Show who decides together, by what each is before the first comma; what happens there is in the notes."""
    slide = make_slide(ledger, (f"{capital(plain(told.title))}?",), source=made)
    cards = tuple(Tile(plain(role).split(",")[0]) for role in told.roles)
    cards = *cards, Tile("", "?", big=True)
    return replace(slide, cards=cards, diagram="people", notes=tuple(map(plain, (*told.situation, *told.roles))))


def _ask(ledger: Ledger, told: Scenario, made: str) -> Slide:
    slide = make_slide(ledger, (ledger.voice.say("lesson.each_way"),), source=made)
    ways = tuple(map(Tile, letter(plain(way.title) for way in told.ways)))
    weighed = [f"{plain(way.title)}: {plain(line)}" for way in told.ways for line in way.considerations]
    root = Tile(ledger.voice.say("lesson.which_way"))
    return replace(slide, cards=(root, *ways), diagram="fork", notes=(plain(told.ask), *weighed, plain(told.close)))


def _show_question(ledger: Ledger, question: Question) -> Slide:
    """Show a question; its answer, and where that stands, is in the notes."""
    notes, own = question.answers(ledger.voice.lang), capital(ledger.voice.say("lesson.own"))
    slide = make_slide(ledger, question.asked, source=question.source or own, shown=question.choices)
    more = (note for note in slide.notes if note.rstrip(".") != question.source.rstrip("."))
    return replace(slide, cards=tuple(map(Tile, question.choices)), notes=(*notes, *more))
