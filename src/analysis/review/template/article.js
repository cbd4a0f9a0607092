// The article at the left: paragraphs with their numbers, and what was found marked in them.
import { byId, fill, make, say } from "./given.js";
import { state } from "./store.js";

// Where a row stands in a paragraph: where it was found, or where its words are printed.
function placeOf(entry, paragraphs) {
  if (entry.found && String(entry.found[0]) === (entry.cells.paragraph ?? String(entry.found[0]))) return entry.found;
  const rank = Number(entry.cells.paragraph);
  const text = paragraphs[rank - 1];
  const printed = entry.cells.printed;
  if (entry.table === "codings" && text) return [rank, 0, text.length]; // told by its number alone
  const start = text && printed ? text.indexOf(printed) : -1;
  return start < 0 ? null : [rank, start, start + printed.length];
}

export function showArticle(source, current, choose) {
  const box = byId("text");
  const paragraphs = state.articles[source?.number] ?? [];
  const many = state.entries.filter((entry) => entry.table === "sources").length > 1;
  const own = state.entries.filter((entry) => ["observations", "directives", "codings", "assignments"].includes(entry.table) &&
    (!many || entry.cells.source_id === source?.cells.source_id));
  const places = own.map((entry) => [entry, placeOf(entry, paragraphs)]).filter(([, place]) => place);
  fill(box, ...paragraphs.map((text, index) => {
    const here = places.filter(([, place]) => place[0] === index + 1);
    const ends = [...new Set([0, text.length, ...here.flatMap(([, place]) => [place[1], place[2]])])].sort((a, b) => a - b);
    const pieces = ends.slice(0, -1).map((start, rank) => {
      const words = text.slice(start, ends[rank + 1]);
      const over = here.filter(([, place]) => place[1] <= start && place[2] >= ends[rank + 1]).map(([entry]) => entry);
      if (!over.length) return words;
      // A figure lies in the passage that is coded: a click is meant for the smaller.
      const first = over.find((entry) => entry.number === current) ?? over.find((entry) => entry.table !== "codings") ?? over[0];
      const classes = [...new Set(over.map((entry) => entry.table)), first.state, ...(first.number === current ? ["now"] : [])];
      // Words that are selected in it are not a press on it.
      const press = () => document.getSelection().isCollapsed && choose(first.number);
      return make("mark", { class: classes.join(" "), data: { row: first.number }, onclick: press }, words);
    });
    const facts = Object.values(state.entries.find((entry) => entry.number === current)?.hints.found_in ?? {});
    return make("p", { data: { rank: index + 1 }, class: facts.includes(index + 1) ? "fact" : null }, make("span", { class: "rank", "aria-hidden": "true" }, String(index + 1)), ...pieces);
  }), !paragraphs.length && make("p", { class: "quiet" }, say("no_text")));
}

// What is selected in one paragraph: its rank, first and last character, and the words.
export function selected() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const start = range.startContainer.parentElement.closest("#text p");
  if (!start) return null;
  const before = document.createRange();
  before.selectNodeContents(start);
  before.setEnd(range.startContainer, range.startOffset);
  const skipped = start.querySelector(".rank").textContent.length;
  const body = [...start.childNodes].slice(1).map((node) => node.textContent).join("");
  const from = Math.max(0, before.toString().length - skipped);
  const words = body.slice(from, from + range.toString().length).trim();
  if (!words) return null;
  const first = body.indexOf(words, from);
  return { paragraph: Number(start.dataset.rank), start: first, end: first + words.length, words };
}

// Words are selected by keys, too: to the article at the row that is open, a word on or back, more of them, or a paragraph.
export function pick(way, more = false) {
  const selection = document.getSelection();
  const inside = selection.rangeCount && selection.anchorNode.parentElement?.closest("#text p");
  const next = { Down: inside?.nextElementSibling, Up: inside?.previousElementSibling, text: document.querySelector("#text mark.now") };
  const box = inside && way !== "text" ? next[way] : next.text ?? document.querySelector("#text p[data-rank]");
  if (way === "text") byId("text").focus({ preventScroll: true });
  if (box) {
    const words = box.closest("mark") ?? box.querySelector(".rank").nextSibling ?? box;
    selection.setBaseAndExtent(words, 0, words, 0);
    selection.modify("extend", "forward", "word");
    bring(box);
  } else if (more) selection.modify("extend", way === "Right" ? "forward" : "backward", "word");
  else if (way === "Right" || way === "Left") {
    if (way === "Right") selection.collapseToEnd();
    else {
      selection.collapseToStart();
      selection.modify("move", "backward", "word");
    }
    selection.modify("extend", "forward", "word");
  }
  return true;
}

export const showParagraph = (rank) => bring(document.querySelector(`#text p[data-rank="${rank}"]`));

export const scrollTo = (number) => bring(document.querySelector(`#text mark[data-row="${number}"]`) ?? document.querySelector("#text .fact"));

function bring(mark) {
  const box = byId("text");
  const pane = getComputedStyle(box).overflowY === "auto" ? box : byId("article");
  if (!mark || !pane) return;
  const place = mark.getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  if (place.top < frame.top + 40 || place.bottom > frame.bottom - 20) pane.scrollTop += place.top - frame.top - frame.height / 3;
}
