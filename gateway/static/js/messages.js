// Messages on the screen. Their look is the same as in templates/parts.html; a test compares the two.

import { $, h, icon, newId, say } from "./dom.js";
import { steps } from "./steps.js";
import { blocks } from "./text.js";

// As in casework/statuses.py.
const VERDICTS = ["helped", "not_helped"];
const DISLIKES = ["beside", "unclear", "wrong", "no_use"];

const log = $("#log");
const token = $("input[name=form_token]").value;

export const known = (id) => document.getElementById(`m-${id}`);
export const lastId = () => [...log.querySelectorAll("[data-id]")].pop()?.dataset.id || "";
const mine = (clientId) => [...log.querySelectorAll(".customer")].find((node) => node.dataset.client === clientId);

/** Show an item of the history or a reply, once; true when it is new on the screen. */
export function show(item) {
  if (!item?.id || known(item.id)) return false;
  if (item.sender !== "customer") return add(reply(item));
  const waiting = item.client_message_id && mine(item.client_message_id);
  if (waiting) return settle(waiting, item);
  return add(customer(item));
}

/** The customer's own message before the server has it. */
export function showWaiting(entry) {
  const node = mine(entry.id) || customer({ client_message_id: entry.id, text: entry.text });
  if (node.dataset.id) return;
  if (!node.isConnected) add(node);
  mark(node, "sending", h("p", { class: "note" }, say("sending")));
}

/** Not sent: the message stays, with a button to send it again. "stored" when only its answer is missing. */
export function showUnsent(entry, resend) {
  const node = mine(entry.id);
  if (!node || node.dataset.id) return "stored";
  const button = h("button", { type: "button", class: "resend" }, icon("retry"), h("span", {}, say("unsent")));
  button.addEventListener("click", resend);
  mark(node, "unsent", button);
  return "unsent";
}

/** Take a message that was refused off the screen. */
export const drop = (entry) => mine(entry.id)?.remove();

/** The chat on the screen is over; what waits belongs to the next one. */
export function startOver() {
  log.querySelectorAll("[data-id]").forEach((node) => node.remove());
  log.prepend(h("p", { class: "notice" }, say("ended")));
}

function mark(node, state, note) {
  node.dataset.state = state;
  node.querySelectorAll(".note, .resend").forEach((old) => old.remove());
  node.append(note);
}

function settle(node, item) {
  node.id = `m-${item.id}`;
  node.dataset.id = item.id;
  delete node.dataset.state;
  node.querySelectorAll(".note, .resend").forEach((old) => old.remove());
  const shown = $(".bubble p", node);
  if (shown.textContent !== item.text) shown.textContent = item.text;
  if (item.script) shown.parentElement.lang = item.script;
  if (item.masked) node.append(maskedNote());
  // Its answer may have come first by the other way.
  const next = successor(node);
  return next && next.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING ? add(node) : true;
}

/** Ids grow: an item that comes late still stands where it belongs, and what waits to be sent stays last. */
function add(node) {
  log.insertBefore(node, successor(node));
  return true;
}

const number = (node) => Number(node.dataset.id || Infinity);
const successor = (node) => [...log.querySelectorAll(".message")].find((other) => number(other) > number(node)) || null;

const maskedNote = () => h("p", { class: "note" }, icon("lock"), say("masked"));

function customer(item) {
  return h(
    "article",
    {
      class: "message customer",
      id: item.id && `m-${item.id}`,
      "data-id": item.id,
      "data-client": item.client_message_id,
    },
    h("span", { class: "hidden" }, say("you")),
    h("div", { class: "bubble", lang: item.script }, h("p", {}, item.text)),
    item.masked && maskedNote(),
  );
}

function reply(item) {
  const before = [...log.querySelectorAll("[data-id]")].filter((node) => Number(node.dataset.id) < Number(item.id)).pop();
  const first = !before?.classList.contains(item.sender);
  const bubble = h("div", { class: "bubble" });
  if (item.urgent) bubble.append(h("p", { class: "flag" }, icon("alert"), say("urgent")), ...lines(item.hotlines));
  bubble.append(h("div", { class: "text" }, ...said(item)));
  if (!item.urgent) bubble.append(...lines(item.hotlines));
  bubble.append(...sources(item.sources), ...pages(item.links));
  return h(
    "article",
    {
      class: `message ${item.sender}${item.urgent ? " urgent" : ""}`,
      id: `m-${item.id}`,
      "data-id": item.id,
      lang: item.script,
    },
    first && h("h2", { class: "hidden" }, say(item.sender)),
    first && item.sender !== "system" && who(item),
    bubble,
    choices(item),
    item.rating !== undefined && rate(item.id, item.rating),
  );
}

/** Did it help? And if not, why; then thanks. */
function rate(id, rating) {
  const asks = !rating;
  const why = rating?.verdict === "not_helped" && !rating.reason;
  const buttons = asks ? VERDICTS : why ? DISLIKES : [];
  const words = asks ? "rate_ask" : why ? "rate_why" : "rate_thanks";
  return h(
    "form",
    { class: "rate", method: "post", action: "/rate" },
    h("input", { type: "hidden", name: "form_token", value: token }),
    h("input", { type: "hidden", name: "message", value: id }),
    h("p", {}, say(words)),
    ...buttons.map((value) => h("button", { name: asks ? "verdict" : "reason", value }, say(`rate_${value}`))),
  );
}

/** The customer said something of an answer: what comes next stands where the buttons were. */
export function rated(form, rating) {
  const next = rate(form.elements.message.value, rating);
  const held = form.contains(document.activeElement);
  form.replaceWith(next);
  if (held) ($("button", next) || next.closest("article")).focus();
}

const who = (item) =>
  h(
    "p",
    { class: "who", "aria-hidden": "true" },
    icon(item.sender === "bot" ? "mark" : "person"),
    h("b", {}, item.sender === "bot" ? say("bot_name") : agent(item.speaker || {})),
    item.sender === "bot" && h("span", {}, say("bot_kind")),
  );

function agent({ name, number }) {
  if (name && number) return say("agent_named", { name, number });
  return number ? say("agent_numbered", { number }) : say("agent_name");
}

/** In large text one step after the other; a human's words are never taken apart. */
function said(item) {
  const large = document.documentElement.dataset.mode === "large" && item.sender !== "agent";
  const found = large && steps(item.text || "", item.hotlines);
  if (!found) return body(blocks(item.text || ""));
  const [first, ...others] = found.lines;
  const total = found.lines.length;
  const rest = others.reduceRight((inner, line, at) => [step(line, at + 2, total, inner)], []);
  return [...body(found.before), h("ol", {}, point(first)), ...rest, ...body(found.after)];
}

function step(line, number, total, inner) {
  const next = h("span", { class: "next" }, icon("down"), say("step_next", { number, total }));
  const summary = h("summary", {}, next, h("span", { class: "back" }, say("step_back")));
  return h("details", { class: "step", "aria-live": "off" }, summary, h("ol", {}, point(line)), ...inner);
}

const point = (line) => h("li", { value: line.number }, line.text);

function body(found) {
  return found.map((block) =>
    block.kind === "p"
      ? h("p", {}, block.lines.map((line) => line.text).join("\n"))
      : h(block.kind, {}, ...block.lines.map(point)),
  );
}

function lines(hotlines) {
  if (!hotlines?.length) return [];
  const items = hotlines.map((line) => {
    const words = [h("b", {}, line.number), h("span", {}, line.name)];
    if (!/^\+?[0-9]{2,20}$/.test(line.dial || "")) return h("li", {}, h("span", { class: "line" }, ...words));
    return h("li", {}, h("a", { href: `tel:${line.dial}` }, icon("phone"), h("span", {}, ...words)));
  });
  return [h("ul", { class: "hotlines", "aria-label": say("hotlines_label") }, ...items)];
}

function sources(list) {
  if (!list?.length) return [];
  const items = list.map((source) =>
    h(
      "li",
      {},
      title(source),
      source.article ? ` ${source.article}` : null,
      source.verified_on && h("small", {}, say("verified", { date: source.verified_on })),
    ),
  );
  const summary = h("summary", {}, icon("down"), say("sources", { count: list.length }));
  return [h("details", { class: "sources" }, summary, h("ul", {}, ...items))];
}

/** Pages of ours; the server lets no other address through. */
function pages(list) {
  if (!list?.length) return [];
  return [h("p", { class: "pages" }, ...list.map((link) => h("a", { href: link.href }, link.title)))];
}

function title(source) {
  // Only https, as on the server: no other scheme becomes a link.
  if (!source.url?.startsWith("https://")) return h("cite", {}, source.title);
  const link = h("a", { href: source.url, target: "_blank", rel: "noopener noreferrer" }, source.title);
  link.append(h("span", { class: "hidden" }, say("new_window")));
  return link;
}

function choices({ buttons, numbered }) {
  if (!buttons?.length) return null;
  return h(
    "form",
    { class: "ask", method: "post", action: "/send" },
    h("input", { type: "hidden", name: "form_token", value: token }),
    h("input", { type: "hidden", name: "message_id", value: newId() }),
    h(
      "div",
      { class: numbered ? "choices numbered" : "choices", role: "group", "aria-label": say("buttons_label") },
      ...buttons.map((button) => h("button", { name: "choice", value: button.value }, button.title)),
    ),
  );
}
