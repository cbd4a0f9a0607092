// The page as a whole: what is shown, what a key or a button does, and what is told of saving.
import { byId, fill, given, make, say } from "./given.js";
import { change, entryOf, get, go, isSaved, listen, refresh, state } from "./store.js";
import { pick, scrollTo, selected, showArticle } from "./article.js";
import { EVERY, showRows } from "./rows.js";
import { seePages } from "./pages.js";

let table = "observations";
let current = null;
let source = null;
let picked = null; // what was selected last, kept while a button is pressed

const OF_TEXT = ["observations", "directives", "codings", "assignments"]; // tables whose rows stand in a paragraph

const sources = () => state.entries.filter((entry) => entry.table === "sources");
const shown = () => state.entries.filter((entry) => entry.table === table);

function draw() {
  const active = document.activeElement;
  const entry = current && entryOf(current);
  if (current && !entry) current = null;
  source = sources().find((each) => entry && each.cells.source_id === entry.cells.source_id) ?? sources().find((each) => each.number === source) ?? sources()[0];
  showArticle(source, current, choose);
  source = source?.number ?? null;
  showRows(table, current, choose, doIt);
  fill(byId("articles"), ...(sources().length > 1 ? sources().map((each) => make("button", {
    type: "button", "aria-pressed": String(each.number === source), onclick: () => { source = each.number; current = null; draw(); },
  }, each.cells.title ?? each.cells.source_id ?? "?")) : []));
  fill(byId("adding"), ...OF_TEXT.map((name) => make("button", {
    type: "button", data: { add: name }, onmousedown: (event) => event.preventDefault(), onclick: () => add(name),
  }, say("add_to", { table: given.tables[name].title.toLowerCase() }))));
  for (const [name, number] of [["undo", state.undo], ["redo", state.redo]]) document.querySelector(`[data-do="${name}"]`).disabled = !number;
  if (active && !active.isConnected) { // a key goes on from where it was
    const next = document.querySelector(".row.now .head") ?? document.querySelector(`[data-table="${table}"]`);
    next?.focus({ preventScroll: true });
  }
}

function choose(number, focus = true) {
  current = number;
  if (number) table = entryOf(number).table;
  draw();
  if (!number) return;
  scrollTo(number);
  const row = document.querySelector(`.row[data-row="${number}"]`);
  row?.scrollIntoView({ block: row.offsetHeight > innerHeight / 2 ? "start" : "nearest" }); // with its head in sight
  if (focus) row?.querySelector(".head").focus({ preventScroll: true });
}

function step(by) {
  const rows = shown();
  const place = rows.findIndex((entry) => entry.number === current);
  const next = rows[place < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, place + by))];
  if (next) choose(next.number);
}

function decide(number, decided) {
  if (entryOf(number).state !== decided) change([{ number, state: decided }]); // else undoing it would undo nothing
  // On to the next that is open, here or in the tables after; an accepted row with faults is told in the list.
  const from = EVERY.indexOf(table);
  const rows = [...EVERY.slice(from), ...EVERY.slice(0, from)].flatMap((name) => state.entries.filter((entry) => entry.table === name));
  const place = rows.findIndex((entry) => entry.number === number);
  const next = [...rows.slice(place + 1).filter((entry) => entry.table === table), ...rows.slice(0, place), ...rows.slice(place + 1)]
    .find((entry) => entry.state === "proposed");
  choose(next ? next.number : number);
}

function add(name) {
  const found = selected() ?? picked;
  const isPrinted = given.tables[name].columns.some((column) => column.name === "printed");
  const cells = found ? { paragraph: String(found.paragraph), ...(isPrinted ? { printed: found.words } : {}) } : {};
  const id = entryOf(source)?.cells.source_id;
  if (id && OF_TEXT.includes(name)) cells.source_id = id;
  const last = Math.max(0, ...state.entries.map((entry) => entry.number));
  table = name;
  change([{ table: name, state: "accepted", cells, found: found ? [found.paragraph, found.start, found.end] : null }]).then(() => {
    const made = state.entries.find((entry) => entry.number > last && entry.table === name);
    if (made) {
      choose(made.number, false);
      document.querySelector(".row.now .field :is(input, select, textarea)")?.focus();
    }
  });
  picked = null;
}

// What is undone, or done again, is seen: its row opens.
async function goBack(way) {
  const told = (entry) => JSON.stringify([entry.state, entry.cells]);
  const before = new Map(state.entries.map((entry) => [entry.number, told(entry)]));
  await go(way);
  const changed = state.entries.find((entry) => before.get(entry.number) !== told(entry));
  if (changed) choose(changed.number);
}

// With no row open a key that decides opens the one that has the focus, or the first, and decides none unseen.
function open() {
  const row = document.activeElement?.closest?.(".row");
  if (row) choose(Number(row.dataset.row)); else step(1);
}

function doIt(name, argument) {
  const here = argument ?? current;
  const acts = {
    table: () => { table = argument; current = null; draw(); },
    new: () => add(argument),
    next: () => step(1),
    previous: () => step(-1),
    accept: () => here ? decide(here, "accepted") : open(),
    reject: () => here ? decide(here, "rejected") : open(),
    offer: () => document.querySelector(".row.now [data-act=offer]")?.click(),
    correct: () => {
      const field = current && document.querySelector(".row.now .field :is(input, select, textarea)");
      field?.focus();
      field?.select?.(); // what is typed takes the place of what stands there
    },
    add: () => add(OF_TEXT.includes(table) ? table : "observations"),
    text: () => pick("text"),
    undo: () => state.undo && goBack("undo"),
    redo: () => state.redo && goBack("redo"),
    keys: () => byId("keys-told").showModal(),
    pages: () => seePages(choose),
  };
  acts[name]?.();
}

const KEYS = { j: "next", k: "previous", a: "accept", r: "reject", e: "correct", i: "offer", t: "text", n: "add", u: "undo", y: "redo", "?": "keys" };

let tookBack = -1000; // when a letter was taken back: of two presses an input method makes one letter, "ar" being "ả"

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea");
  const key = event.key.toLowerCase();
  if (event.key === "Escape" && typing && event.target.closest(".row")) {
    event.target.closest(".row").querySelector(".head").focus();
  } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && !document.querySelector("dialog[open]")) {
    if (key === "backspace") tookBack = event.timeStamp;
    else if (/^[^ -~]$/u.test(key) || (key in KEYS && event.timeStamp - tookBack < 50)) tell("method", say("method"));
    else if (key in KEYS) {
      event.preventDefault();
      // A key that is held down goes along the rows, and decides none unseen.
      if (!event.repeat || "jk".includes(key)) doIt(KEYS[key]);
    }
  }
});
byId("text").addEventListener("keydown", (event) => {
  if (event.key.startsWith("Arrow") && !event.ctrlKey && !event.metaKey && !event.altKey && pick(event.key.slice(5), event.shiftKey)) event.preventDefault();
});
document.addEventListener("selectionchange", () => { picked = selected() ?? (document.activeElement?.dataset?.add ? picked : null); });
for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", () => doIt(button.dataset.do));
window.addEventListener("beforeunload", (event) => { if (!isSaved()) event.preventDefault(); });

// What is told: that all is written, that it waits, or what another window did.
function tell(kind, words, retry) {
  const known = { saving: "saving", saved: "saved", known: "saved", lost: "lost", unwritten: "lost", news: "saved" };
  if (kind === "known" && !isSaved()) return;
  if (known[kind]) byId("saved").textContent = say(known[kind]);
  const notice = byId("notice");
  if (kind === "news") words = say("news");
  if (kind === "lost") words = say("lost_told");
  if (words) {
    notice.replaceChildren(make("p", {}, words),
      ...(retry ? [make("button", { type: "button", onclick: () => { notice.hidden = true; retry(); draw(); } }, say("mine"))] : []),
      make("button", { type: "button", onclick: () => { notice.hidden = true; } }, say("close")));
    notice.dataset.kind = kind;
    notice.hidden = false;
  } else if (["lost", "unwritten"].includes(notice.dataset.kind) && ["saved", "known"].includes(kind)) notice.hidden = true;
}

listen(draw, tell);
await refresh(true);
if (!shown().length) table = "localities";
const first = shown().find((entry) => entry.state === "proposed") ?? shown()[0];
if (first) choose(first.number, false);
(async function watch() {
  for (;;) {
    await new Promise((done) => setTimeout(done, state.judged === state.version ? 2500 : 500));
    await refresh();
  }
})();
