// Small helpers. Text only ever becomes a text node: nothing here parses HTML.

export const $ = (selector, root = document) => root.querySelector(selector);

/** An element; attributes that are null, undefined or false are left out, and so are empty children. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child || child === 0));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

const data = JSON.parse($("#page-data")?.textContent || "{}");

/** What the server told this page: conversation, cursor, owner, limit. */
export const page = data;

/** A sentence of the page, its {names} filled in. */
export function say(key, values = {}) {
  return (data.words[key] || "").replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

/** The one status line: said politely, and emptied again when it no longer holds. */
export function status(text = "") {
  const line = $("#status");
  if (line.textContent !== text) line.textContent = text;
}

/** A random id; randomUUID is missing on pages served without https. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
