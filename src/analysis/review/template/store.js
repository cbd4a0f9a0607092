// The state of the work, and changes on their way: each waits until the program has written it, however long that takes.
import { given, say } from "./given.js";

export const state = { version: -1, judged: -1, entries: [], faults: [], ids: {}, articles: {}, undo: 0, redo: 0 };
const waiting = [];
let sending = false;
let listener = () => {};
let told = () => {};

export function listen(changed, tell) {
  listener = changed;
  told = tell;
}

export const entryOf = (number) => state.entries.find((entry) => entry.number === number);

async function ask(address, options = {}) {
  const answer = await fetch(`${given.address}/${address}${address.includes("?") ? "&" : "?"}lang=${given.lang}`, {
    ...options, headers: { "Content-Type": "application/json", "X-XSRFToken": given.xsrf }, cache: "no-store",
  });
  if (answer.redirected || answer.status === 403) throw new Error("403");
  return answer;
}

export const post = (address, body) => ask(address, { method: "POST", body: JSON.stringify(body) });
export const get = (address) => ask(address);

function take(news) {
  const whole = "entries" in news;
  const changed = whole || news.judged !== state.judged;
  Object.assign(state, news);
  if (changed) listener(whole);
}

// What an edit is about as it was when it was made: another window may have changed it since.
function wasOf(edit) {
  const entry = edit.number ? entryOf(edit.number) : null;
  if (!entry) return null;
  return { state: entry.state, cells: Object.fromEntries(Object.keys(edit.cells ?? {}).map((name) => [name, entry.cells[name] ?? ""])) };
}

function clash(change) {
  return change.edits.some((edit, place) => {
    const was = change.was[place];
    const entry = edit.number ? entryOf(edit.number) : null;
    if (!was || !entry) return Boolean(edit.number) && !entry;
    return Object.entries(was.cells).some(([name, text]) => (entry.cells[name] ?? "") !== text) ||
      ("state" in edit && entry.state !== was.state);
  });
}

export function change(edits) {
  const key = crypto.getRandomValues(new Uint32Array(3)).join("-");
  const made = { key, edits, was: edits.map(wasOf) };
  // It shows at once; the answer brings the state as it was written.
  for (const edit of edits) {
    const entry = edit.number && entryOf(edit.number);
    if (entry) {
      entry.cells = { ...entry.cells, ...edit.cells };
      entry.state = edit.state ?? entry.state;
    }
  }
  waiting.push(made);
  return send();
}

export function go(way) {
  waiting.push({ key: crypto.getRandomValues(new Uint32Array(3)).join("-"), go: way });
  return send();
}

export const isSaved = () => waiting.length === 0;

async function send() {
  if (sending) return;
  sending = true;
  told("saving");
  while (waiting.length) {
    const next = waiting[0];
    try {
      const answer = await post("state", { version: state.version, ...next, was: undefined });
      if (answer.status === 409) {
        take(await answer.json());
        if (next.go) {
          waiting.shift();
          told("conflict", say("conflict_undo"));
        } else if (clash(next)) {
          waiting.shift();
          told("conflict", say("conflict_same"), () => change(next.edits));
        } else {
          told("conflict", say("conflict"));
        }
      } else if (answer.ok) {
        waiting.shift();
        if (!waiting.length) take(await answer.json());
        else state.version = (await answer.json()).version;
      } else if (answer.status === 400) {
        waiting.shift();
        told("refused", say("refused_change"));
        await refresh(true);
      } else { // the folder is full or gone: what is not written waits, as when nothing answers
        told("unwritten", say("unwritten"));
        await new Promise((done) => setTimeout(done, 1500));
      }
      if (waiting.length) continue;
      told("saved");
    } catch {
      told("lost");
      await new Promise((done) => setTimeout(done, 1500));
    }
  }
  sending = false;
}

export async function refresh(whole = false) {
  if (sending && !whole) return;
  try {
    const answer = await get(`state?since=${whole ? -1 : state.version}`);
    if (!answer.ok || (sending && !whole)) return;
    const news = await answer.json();
    const other = state.version >= 0 && news.version !== state.version && !whole;
    take(news);
    told(other ? "news" : "known");
  } catch {
    told("lost");
  }
}
