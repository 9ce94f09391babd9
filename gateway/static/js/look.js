// Text size, colours and spacing at once, without leaving the page; the server keeps them for the next one.

const root = document.documentElement;

function press(form, chosen) {
  form
    .querySelectorAll(`button[name="${chosen.name}"]`)
    .forEach((button) => button.setAttribute("aria-pressed", String(button === chosen)));
}

/** What the browser paints around the page follows the chosen colours. */
function frame() {
  document.querySelectorAll('meta[name="theme-color"], meta[name="color-scheme"]').forEach((old) => old.remove());
  const meta = document.createElement("meta");
  meta.name = "theme-color";
  meta.content = getComputedStyle(root).getPropertyValue("--panel").trim();
  document.head.append(meta);
}

function keep(form, chosen) {
  const body = new URLSearchParams(new FormData(form));
  body.set(chosen.name, chosen.value);
  fetch("/settings", { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => {});
}

document.addEventListener("submit", (event) => {
  const chosen = event.submitter;
  // Where it stands, not whose it is: without script it sends the form on the page along.
  const form = chosen?.closest(".look");
  if (!form) return;
  event.preventDefault();
  root.dataset[chosen.name] = chosen.value;
  press(form, chosen);
  if (chosen.name === "theme") frame();
  keep(form, chosen);
  document.dispatchEvent(new Event("xiaobao:look"));
});

// What stands still at the edges must never cover what has the focus or is scrolled to.
if (window.ResizeObserver) {
  const watch = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      const room = getComputedStyle(target).position === "sticky" ? target.offsetHeight : 0;
      root.style.setProperty(target.matches(".dock") ? "--dock" : "--help", `${room}px`);
    }
  });
  document.querySelectorAll(".dock, .bar").forEach((part) => watch.observe(part));
}
