// What the page was given: words, tables, codebook; and how an element is made, its words always as text.
export const given = JSON.parse(document.getElementById("given").textContent);

export function say(name, fields = {}) {
  return given.words[name].replace(/\{(\w+)\}/g, (_, field) => fields[field]);
}

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);
