// The pages of the own place: built when they are asked for, shown in a frame, and taken away as a zip.
import { byId, given, make, say } from "./given.js";
import { get, post } from "./store.js";

// What a page is, by how its address begins.
const KINDS = { profile: "page_profile", compare: "page_compare", theme: "page_theme", lesson: "page_lesson", handout: "page_handout", field: "page_field" };
let asking = false;

export async function seePages() {
  byId("pages-told").showModal();
  byId("page").hidden = true;
  byId("pages-list").replaceChildren();
  byId("pages-state").replaceChildren(say("checking"));
  const answer = await post("build", {});
  if (answer.status === 409) byId("pages-state").replaceChildren(say("faults_first"));
  else if (!answer.ok) byId("pages-state").replaceChildren(say("failed"));
  else if (!asking) follow();
}

async function follow() {
  asking = true;
  try {
    for (;;) {
      const told = await (await get("build")).json();
      if (told.state !== "going") return show(told);
      byId("pages-state").replaceChildren(make("progress", { value: told.made, max: told.of, "aria-label": say("building") }), " ",
        say("building_told", told));
      await new Promise((done) => setTimeout(done, 400));
    }
  } catch {
    byId("pages-state").replaceChildren(say("lost"));
  } finally {
    asking = false;
  }
}

function show(told) {
  const address = (page) => `${given.address}/site/${page}`;
  const open = (page) => {
    byId("page").hidden = false;
    byId("page").src = address(page);
  };
  byId("pages-state").replaceChildren(...(told.state === "failed" ? [make("p", {}, say("failed")), make("pre", {}, told.fault ?? "")] :
    [make("a", { href: `${given.address}/site.zip`, download: true, class: "zip" }, say("site_zip"))]));
  byId("pages-list").replaceChildren(...told.pages.map(([page, kind, about]) => make("a", { href: address(page), target: "page", onclick: (event) => {
    event.preventDefault();
    open(page);
  } }, `${kind in KINDS ? say(KINDS[kind]) : kind}: ${about}`)));
  if (told.pages.length) open(told.pages[0][0]);
}
