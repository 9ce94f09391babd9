// What is being written, for each conversation, while this window is open: a reload or a change of the page
// forgets nothing. Signing out does.

const PREFIX = "xiaobao.desk.draft.";
const name = (conversation) => `${PREFIX}${document.body.dataset.staff}.${conversation}`;

export function keep(conversation, text) {
  try {
    if (text.trim()) sessionStorage.setItem(name(conversation), text);
    else sessionStorage.removeItem(name(conversation));
  } catch {
    // Without storage a reload forgets, as any page does.
  }
}

export function kept(conversation) {
  try {
    return sessionStorage.getItem(name(conversation)) ?? "";
  } catch {
    return "";
  }
}

/** Put back what was being written into a box that is empty. */
export function restore() {
  const form = document.getElementById("reply");
  const box = form?.elements.text;
  if (!box || box.value) return;
  box.value = kept(form.dataset.draft);
  if (box.value) box.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The list says which conversations have one. */
export function showDrafts() {
  const open = document.getElementById("reply")?.dataset.draft;
  for (const tag of document.querySelectorAll("[data-draft].draft")) {
    tag.hidden = tag.dataset.draft === open || !kept(tag.dataset.draft);
  }
}

export function forget() {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept either.
  }
}
