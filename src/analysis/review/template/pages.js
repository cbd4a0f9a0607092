// The pages of the own place: built when they are asked for, shown in a frame, and taken away as a zip.
import { byId, given, make, say } from "./given.js";
import { wordsOf } from "./rows.js";
import { entryOf, get, post, state } from "./store.js";

// What a page is, by how its address begins.
const KINDS = { profile: "page_profile", compare: "page_compare", theme: "page_theme", lesson: "page_lesson", handout: "page_handout", field: "page_field" };
let asking = false;
let shown = "";

function told(fault) {
  const entry = entryOf(fault.number);
  const { title, columns } = given.tables[entry.table];
  const cell = columns.find((column) => column.name === fault.column)?.title;
  return [title, wordsOf(entry), cell, say("fault", fault)].filter(Boolean).join(" · ");
}

// Faults are listed where the build is refused, each a way to its row.
export async function seePages(choose, both = false) {
  if (!byId("pages-told").open) byId("pages-told").showModal();
  if (!asking) [byId("page").hidden, shown] = [true, ""];
  byId("pages-list").replaceChildren();
  byId("pages-state").replaceChildren(say("checking"));
  const answer = await post("build", { both }).catch(() => null);
  if (!answer) return lose(choose, both);
  if (answer.status === 409) {
    const { faults } = await answer.json();
    byId("pages-state").replaceChildren(say("faults_first"));
    byId("pages-list").replaceChildren(...faults.slice(0, 12).map((fault) => fault.number == null ? make("p", {}, say("fault", fault)) :
      make("button", { type: "button", onclick: () => { byId("pages-told").close(); choose(fault.number); } }, told(fault))));
  } else if (!answer.ok) byId("pages-state").replaceChildren(say("failed"));
  else if (!asking) follow(choose, both);
}

// Nothing answers: that is told, and pages are asked for again as long as a person looks on.
async function lose(choose, both) {
  byId("pages-state").replaceChildren(say("lost_told"));
  await new Promise((done) => setTimeout(done, 1500));
  if (byId("pages-told").open) await seePages(choose, both);
}

async function follow(choose, both) {
  asking = true;
  try {
    for (;;) {
      const told = await (await get("build")).json();
      if (told.state === "none") break; // the program was started anew
      list(told);
      if (told.state !== "going") return finish(told, choose);
      byId("pages-state").replaceChildren(make("progress", { value: told.made, max: told.of || 1, "aria-label": say("building") }), " ",
        told.of ? say("building_told", told) : "", told.now[0] ? ` ${say("building_now", { page: nameOf(...told.now) })}` : "");
      await new Promise((done) => setTimeout(done, 400));
    }
  } catch {
    // nothing answers
  } finally {
    asking = false;
  }
  lose(choose, both);
}

const nameOf = (kind, about) => `${kind in KINDS ? say(KINDS[kind]) : kind}: ${about}`;

// Each page can be looked at as soon as it is there.
function list(told) {
  const address = (page) => `${given.address}/site/${page}`;
  const open = (page) => {
    shown = page;
    byId("page").hidden = false;
    byId("page").src = address(page);
  };
  if (byId("pages-list").childElementCount !== told.pages.length) byId("pages-list").replaceChildren(...told.pages.map(([page, ...named]) =>
    make("a", { href: address(page), target: "page", onclick: (event) => {
      event.preventDefault();
      open(page);
    } }, nameOf(...named))));
  if (told.pages.length && !shown) open(told.pages[0][0]);
}

// What is not decided yet is on no page, which may say that the article has nothing of it.
function finish(told, choose) {
  const open = state.entries.filter((entry) => entry.state === "proposed").length;
  byId("pages-state").replaceChildren(...(told.state === "failed" ? [make("p", {}, say("failed")), make("pre", {}, told.fault ?? "")] :
    [make("a", { href: `${given.address}/site.zip`, download: true, class: "zip" }, say("site_zip")), " ",
      told.langs.length > 1 ? say("both_there") : make("button", { type: "button", data: { act: "both" }, onclick: () => seePages(choose, true) }, say("both")),
      open ? make("p", { class: "note" }, say("open_rows", { number: open })) : ""]));
}
