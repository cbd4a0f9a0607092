// What the page was given: words, tables, codebook; and how an element is made, its words always as text.
export const given = JSON.parse(document.getElementById("given").textContent);

export function say(name, fields = {}) {
  return given.words[name].replace(/\{(\w+)\}/g, (_, field) => fields[field]);
}

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element[name] = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

const ACTS = ["onclick", "onchange", "oninput", "onmousedown"];
const nameOf = ({ id, dataset = {}, classList = [] }) =>
  id || dataset.row || dataset.act || dataset.table || dataset.add || dataset.rank || dataset.own || classList[0];
const isSame = (old, wanted) => old.nodeName === wanted.nodeName && nameOf(old) === nameOf(wanted);

// Let an element hold what is wanted, and leave there what is so already: a button that is being pressed, a list that
// is open, a field that is typed into, words that are selected. A person goes on while the program answers.
export function fill(box, ...children) {
  let old = box.firstChild;
  const goTo = (end) => {
    while (old !== end) [old] = [old.nextSibling, old.remove()];
  };
  for (const wanted of [...make("div", {}, ...children).childNodes]) {
    let kept = old;
    while (kept && !isSame(kept, wanted)) kept = kept.nextSibling;
    if (kept) {
      goTo(kept);
      old = kept.nextSibling;
      update(kept, wanted);
    } else box.insertBefore(wanted, old);
  }
  goTo(null);
}

function update(old, wanted) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== wanted.data) old.data = wanted.data;
  } else if (!old.dataset.own) { // which keeps itself
    const isField = old.matches("input, select, textarea");
    const isTyped = old === document.activeElement && "defaultValue" in old && ![old.defaultValue, old.sent].includes(old.value);
    const { value } = wanted; // before what it holds goes over
    for (const { name } of [...old.attributes]) if (!wanted.hasAttribute(name) && name !== "open") old.removeAttribute(name);
    for (const each of wanted.attributes) if (old.getAttribute(each.name) !== each.value) old.setAttribute(each.name, each.value);
    for (const act of ACTS) old[act] = wanted[act];
    fill(old, ...wanted.childNodes);
    if (isField && !isTyped && old.value !== value) old.value = value;
  }
}
