// The rows at the right: one is open at a time, with a field for each column, and what is wrong beside the field.
import { byId, fill, given, make, say } from "./given.js";
import { change, state } from "./store.js";
import { showParagraph } from "./article.js";

export const EVERY = ["localities", "sources", "observations", "directives", "codings", "assignments", "subjects", "indicators"];

let listed = ""; // the table whose rows are shown

export const faultsOf = (number) => state.faults.filter((fault) => fault.number === number);

// What a row says in one line.
export function wordsOf(entry) {
  const cells = entry.cells;
  const named = (column) => (cells[column] ?? "").replace(/ \[[a-z0-9_]+\]$/, "");
  const label = (column) => given.tables[entry.table].columns.find((each) => each.name === column)?.choices[cells[column]] ?? cells[column];
  const told = {
    // A change and a target are told as such: neither is how many there are.
    observations: () => [cells.printed, cells.value && `= ${[cells.value, cells.value_high].filter(Boolean).join("–")}`, cells.reading && label("reading"),
      cells.status !== "observed" && cells.status && label("status"), cells.period, named("indicator_id")],
    directives: () => [label("kind"), cells.number, cells.issuer_vi, cells.issued_on],
    codings: () => [label("direction"), named("theme_id"), cells.gloss_vi],
    sources: () => [cells.title, cells.published_on],
    assignments: () => [cells.from_vi, cells.to_vi, cells.duty_vi],
  }[entry.table] ?? (() => [cells.name_vi]);
  const line = told().filter(Boolean).join(" · ");
  return (cells.paragraph ? `${say("paragraph", { number: cells.paragraph })}: ` : "") + (line || say("empty_row"));
}

// The ids that a column may name: those of rows that are read, each with its words.
function ownOf(table) {
  return Object.fromEntries(state.entries.filter((entry) => entry.table === table && entry.state !== "rejected" && state.ids[entry.number])
    .map((entry) => [state.ids[entry.number], wordsOf(entry)]));
}

function field(entry, column) {
  const id = `f-${entry.number}-${column.name}`;
  const value = entry.cells[column.name] ?? "";
  const faults = faultsOf(entry.number).filter((fault) => fault.column === column.name);
  const wrong = entry.state === "accepted" ? faults : [];
  const told = [`${id}-about`, ...wrong.map((_, rank) => `${id}-fault-${rank}`)].join(" ");
  const properties = { id, "data-column": column.name, "aria-describedby": told, "aria-invalid": wrong.some((fault) => fault.right) ? "true" : null };
  const save = (event) => {
    event.target.sent = event.target.value;
    if (event.target.value !== (entry.cells[column.name] ?? "")) change([{ number: entry.number, cells: { [column.name]: event.target.value } }]);
  };
  const own = ["localities", "sources", "subjects", "observations", "directives"].includes(column.of) ? ownOf(column.of) : null;
  const choices = Object.keys(column.choices).length ? column.choices : own;
  let input;
  if (choices) {
    const options = { "": "", ...(value && !(value in choices) ? { [value]: value } : {}), ...choices };
    input = make("select", { ...properties, onchange: save }, ...Object.entries(options).map(([key, words]) =>
      make("option", { value: key, selected: key === value }, words)));
  } else if (column.long) {
    input = make("textarea", { ...properties, rows: 2, onchange: save }, value);
  } else {
    const list = { indicators: "indicators-list", themes: "themes-list" }[column.of];
    input = make("input", { ...properties, list, value, autocomplete: "off", onchange: save });
  }
  const needed = column.needed || (column.name === "status" && entry.cells.direction === "measure"); // of a measure alone
  const place = (entry.hints.found_in ?? {})[column.name];
  const asked = entry.table === "sources" && entry.state === "proposed" && (entry.hints.decide ?? []).includes(column.name);
  return make("div", { class: `field${column.long || column.of === "indicators" || column.of === "themes" ? " long" : ""}${wrong.some((fault) => fault.right) ? " bad" : ""}` },
    make("label", { for: id, title: column.about }, column.title, needed ? " *" : ""),
    input,
    make("span", { class: "hidden", id: `${id}-about` }, column.about),
    place ? make("button", { type: "button", class: "place", onclick: () => showParagraph(place) }, say("paragraph", { number: place })) :
      asked && make("span", { class: "hint" }, say(value ? "not_marked" : column.needed ? "not_told_needed" : "not_told")),
    ...wrong.map((fault, rank) => make("p", { class: `fault${fault.right ? "" : " notice"}`, id: `${id}-fault-${rank}` },
      fault.right ? say("fault", fault) : fault.wrong)));
}

// The codebook at hand: what the theme of this row is, includes and excludes.
function codebook(entry) {
  const typed = entry.cells.theme_id ?? "";
  const names = Object.keys(given.themes);
  const idOf = (name) => given.themes[name].id;
  const chosen = names.find((name) => name === typed || idOf(name) === typed.replace(/^.*\[|\]$/g, ""));
  const hinted = (entry.hints.themes ?? []).map((id) => names.find((name) => idOf(name) === id)).filter((name) => name && name !== chosen);
  const tell = (name) => make("div", { class: "codebook" }, make("h3", {}, name.replace(/ \[[a-z0-9_]+\]$/, "")),
    ...["definition", "include", "exclude"].map((part) => make("p", {}, make("strong", {}, `${say(part)} `), given.themes[name][part])));
  return [
    ...(chosen ? [tell(chosen)] : []),
    ...hinted.map((name) => make("details", { class: "more", data: { rank: name } }, make("summary", {}, say("may_be", { theme: name.replace(/ \[[a-z0-9_]+\]$/, "") })),
      tell(name), make("button", { type: "button", onclick: () => change([{ number: entry.number, cells: { theme_id: name } }]) }, say("take_theme")))),
  ];
}

// An indicator that the dictionary lacks, filled in: added with all figures that seem to be of it, or seen first.
function offer(entry, choose) {
  const offered = state.entries.find((each) => each.table === "indicators" && each.cells.indicator_id === entry.hints.offer);
  if (!entry.hints.offer || entry.cells.indicator_id || !offered) return null;
  const cells = { indicator_id: `${offered.cells.name_vi} [${offered.cells.indicator_id}]` };
  const same = state.entries.filter((each) => each.table === "observations" && each.hints.offer === entry.hints.offer && !each.cells.indicator_id);
  return make("div", { class: "codebook" }, make("h3", {}, say("offer", { name: offered.cells.name_vi })),
    make("p", {}, offered.cells.definition_vi ?? ""),
    make("button", { type: "button", data: { act: "offer" }, onclick: () => change([
      ...(offered.state === "accepted" ? [] : [{ number: offered.number, state: "accepted" }]),
      ...same.map((each) => ({ number: each.number, cells }))]) }, `${say("offer_take")} `, make("kbd", {}, "i")),
    make("button", { type: "button", onclick: () => choose(offered.number) }, say("offer_see")));
}

const imaginary = (name) => given.imaginary.replace("{name}", name);

// The official list of units: what is picked fills in what it says of the place; an imaginary one is not looked up.
function lookUp(entry) {
  if ((entry.cells.name_vi ?? "").endsWith(imaginary(""))) return null;
  const found = make("div", { class: "adding", role: "status" });
  let asked = 0;
  const input = make("input", { id: `unit-${entry.number}`, type: "search", autocomplete: "off", oninput: async () => {
    const turn = ++asked;
    const day = state.entries.find((each) => each.table === "sources" && each.state !== "rejected")?.cells.published_on ?? "";
    const answer = await fetch(`/review/units?${new URLSearchParams({ name: input.value, day })}`);
    if (turn !== asked || !answer.ok) return;
    const units = (await answer.json()).units;
    const name = state.entries.find((each) => each.number === entry.number).cells.name_vi || input.value.trim();
    const isThere = !name || units.some((unit) => unit.cells.name_vi.toLowerCase() === name.toLowerCase());
    found.replaceChildren(units.length || !input.value.trim() ? "" : say("no_unit"), ...units.map((unit) => make("button", {
      type: "button", onclick: () => change([{ number: entry.number, cells: unit.cells }]),
    }, `${unit.words} (${unit.cells.code}${unit.cells.code_to ? `, ${say("until", { day: unit.cells.code_to })}` : ""})`)), ...(isThere ? [] : [make("p", { class: "hint" }, say("no_such")), make("button", {
      type: "button", data: { act: "imaginary" }, onclick: () => change([{ number: entry.number, cells: { name_vi: imaginary(name), code: "" } }]),
    }, say("imaginary"))]));
  } });
  if (!entry.cells.code) {
    input.value = entry.cells.name_vi ?? "";
    queueMicrotask(() => input.isConnected && input.oninput()); // once it is shown, and that is the first time
  }
  return make("div", { class: "field long", data: { own: input.id } }, make("label", { for: input.id }, say("look_up")), input, found);
}

function open(entry, act, choose) {
  // The only place is that of all rows, and is not asked for in each.
  const isAlone = state.entries.filter((each) => each.table === "localities" && each.state !== "rejected").length < 2;
  const columns = given.tables[entry.table].columns.filter((column) => !(isAlone && column.of === "localities") || entry.cells[column.name]);
  const more = columns.filter((column) => !column.first);
  const filled = entry.state === "accepted" && more.some((column) => faultsOf(entry.number).some((fault) => fault.column === column.name && fault.right));
  const hints = [entry.ask, entry.hints.counted && say("counted", { words: entry.hints.counted }), entry.hints.why && say("why", { words: entry.hints.why }),
    entry.hints.directions?.length > 1 && say("may_be", { theme: entry.hints.directions.map((name) => columns.find((column) => column.name === "direction").choices[name]).join(", ") }),
    entry.hints.rules?.length && say("rule", { rules: entry.hints.rules.map((id) => given.rules[id]).join("; ") })].filter(Boolean);
  const loose = entry.state === "accepted" ? faultsOf(entry.number).filter((fault) => !columns.some((column) => column.name === fault.column)) : [];
  const act1 = (name, key) => make("button", { type: "button", data: { act: name }, onclick: () => act(name, entry.number) }, `${say(name)} `, make("kbd", {}, key));
  return make("div", { class: "body" },
    make("div", { class: "acts" },
      entry.state !== "accepted" && act1("accept", "a"), act1("correct", "e"), entry.state !== "rejected" && act1("reject", "r")),
    hints.length ? make("p", { class: "hint" }, `${say("decide")}: ${hints.join("; ")}`) : null,
    entry.table === "observations" && offer(entry, choose),
    ...loose.map((fault) => make("p", { class: "fault" }, fault.right ? say("fault", fault) : fault.wrong)),
    make("div", { class: "fields" }, entry.table === "localities" && lookUp(entry),
      ...columns.filter((column) => column.first).map((column) => field(entry, column))),
    ...(["codings", "assignments"].includes(entry.table) ? codebook(entry) : []),
    more.length ? make("details", { class: "more", data: { rank: "more" }, open: filled }, make("summary", {}, say("more")),
      make("div", { class: "fields" }, ...more.map((column) => field(entry, column)))) : null);
}

export function showRows(table, current, choose, act) {
  fill(byId("counts"), ...EVERY.map((name) => {
    const own = state.entries.filter((entry) => entry.table === name);
    const open = own.filter((entry) => entry.state === "proposed").length;
    const wrong = own.filter((entry) => entry.state === "accepted" && faultsOf(entry.number).some((fault) => fault.right)).length;
    const told = [open && say("waiting", { number: open }), wrong && say("wrong", { number: wrong })].filter(Boolean).join(", ");
    return make("button", { type: "button", "aria-pressed": String(name === table), data: { table: name }, onclick: () => act("table", name) },
      `${given.tables[name].title} ${own.filter((entry) => entry.state === "accepted").length}${told ? ` (${told})` : ""}`);
  }));
  const general = state.faults.filter((fault) => fault.number == null);
  fill(byId("whole"), ...general.map((fault) => make("p", { class: "note" }, say("fault", fault))));
  const rows = state.entries.filter((entry) => entry.table === table);
  const states = { proposed: say("proposed"), accepted: say("accepted"), rejected: say("rejected") };
  if (table !== listed) byId("list").replaceChildren();
  listed = table;
  fill(byId("list"),
    ...rows.map((entry) => {
      const now = entry.number === current;
      const wrong = entry.state === "accepted" && faultsOf(entry.number).filter((fault) => fault.right).length;
      return make("article", { class: `row ${entry.state}${now ? " now" : ""}`, data: { row: entry.number }, "aria-label": `${entry.number}` },
        make("button", { type: "button", class: "head", "aria-expanded": String(now), onclick: () => choose(now ? null : entry.number) },
          make("span", { class: "said" }, wordsOf(entry)),
          make("span", { class: "state" }, `${entry.number} · `, wrong ? make("span", { class: "wrong" }, say("wrong", { number: wrong })) : states[entry.state])),
        now ? open(entry, act, choose) : null);
    }),
    make("button", { type: "button", onclick: () => act("new", table) }, say("new_row")),
    make("datalist", { id: "indicators-list" }, ...[...Object.keys(given.indicators), ...state.entries.filter((entry) =>
      entry.table === "indicators" && entry.state === "accepted" && state.ids[entry.number]).map((entry) => `${entry.cells.name_vi} [${state.ids[entry.number]}]`),
    ].map((name) => make("option", { value: name }))),
    make("datalist", { id: "themes-list" }, ...Object.keys(given.themes).map((name) => make("option", { value: name }))));
}
