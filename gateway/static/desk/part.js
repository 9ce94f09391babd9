// Fetching pages of the desk and putting their newer parts in place. The browser parses what the server
// rendered; no text ever becomes markup here.

/** { status, page } of a request; page is a document. form: a form, or its fields. Rejects when the network fails. */
export function load(url, form = null) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open(form ? "POST" : "GET", url);
    request.responseType = "document";
    request.timeout = 15000;
    request.setRequestHeader("X-Desk-Live", "1");
    request.onload = () => done({ status: request.status, page: request.response });
    request.onerror = request.ontimeout = () => failed(new Error("network"));
    request.send(form instanceof HTMLFormElement ? new URLSearchParams(new FormData(form)) : form);
  });
}

/** The fields of a form of this session that is on no page. */
export function fields(values) {
  const token = document.querySelector("input[name=form_token]").value;
  return new URLSearchParams({ form_token: token, ...values });
}

/** Say something that has no answer; whether it arrives matters little. */
export function say(url, values) {
  return fetch(url, { method: "POST", body: fields(values), headers: { "X-Desk-Live": "1" } }).catch(() => {});
}

/** Put a newer element in the place of the one with its id; the focus stays where it was, opened stays open,
 *  chosen stays chosen. */
export function place(id, page) {
  const old = document.getElementById(id);
  const fresh = page.getElementById(id);
  if (!old || !fresh) return;
  for (const opened of old.querySelectorAll("details[open]")) {
    const same = page.getElementById(opened.id);
    if (same) same.open = true;
  }
  if (old.isEqualNode(fresh)) return;
  const held = old.contains(document.activeElement) ? document.activeElement.id : "";
  const chosen = old.tagName === "SELECT" && old.value;
  old.replaceWith(document.adoptNode(fresh));
  if (chosen) fresh.value = chosen;
  if (held) document.getElementById(held)?.focus({ preventScroll: true });
}

/** Every live part; one with a key only when its key is another, so that nobody's draft is lost. */
export function placeAll(page) {
  for (const old of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(old.id);
    if (fresh && (!("key" in old.dataset) || old.dataset.key !== fresh.dataset.key)) place(old.id, page);
  }
}

/** New messages at the end, changed ones in their place; says whether there were new ones. */
export function placeMessages(page) {
  const log = document.getElementById("log");
  const fresh = page.getElementById("log");
  if (!log || !fresh) return false;
  let news = false;
  for (const message of [...fresh.children]) {
    if (document.getElementById(message.id)) place(message.id, page);
    else {
      log.append(document.adoptNode(message));
      news = true;
    }
  }
  return news;
}
