// A card with script: print it, pass it on, copy its address. All optional: the page says how to without.

const part = document.querySelector(".pass");
const link = document.getElementById("link");
const status = document.getElementById("status");
const button = (id) => document.getElementById(id);

function offer(id, deed) {
  const found = button(id);
  found.hidden = false;
  found.addEventListener("click", deed);
}

function say(text) {
  status.textContent = "";
  status.textContent = text;
}

async function copy() {
  const box = button("copied");
  try {
    await navigator.clipboard.writeText(link.href);
    say(part.dataset.copied);
  } catch {
    // No permission, or a browser without it: the address stands ready to be copied by hand.
    box.hidden = false;
    box.value = link.href;
    box.focus();
    box.select();
    say(part.dataset.uncopied);
  }
}

async function share() {
  try {
    await navigator.share({ title: part.dataset.title, url: link.href });
  } catch (error) {
    if (error.name !== "AbortError") await copy();
  }
}

if (navigator.share) offer("share", share);
offer("copy", copy);
offer("print", () => print());
