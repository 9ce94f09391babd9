// The complaint pages with script: a counter, a look at the files before they travel, one submission. All optional.

const MOST = 5;
const LARGEST = 5_000_000;

function counted(area, form) {
  const limit = Number(area.dataset.limit);
  const note = document.getElementById(`n-${area.name}`);
  const show = () => {
    const left = limit - [...area.value].length;
    note.hidden = left > limit / 10;
    note.classList.toggle("over", left < 0);
    note.textContent = left < 0 ? form.dataset.over.replace("{over}", -left) : form.dataset.left.replace("{left}", left);
  };
  area.addEventListener("input", show);
  show();
}

function once(form) {
  const button = form.querySelector("button.primary");
  form.addEventListener("submit", (event) => {
    // Another look or mode: the form comes back as it is.
    if (event.submitter?.closest("header")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    button.setAttribute("aria-disabled", "true");
    const busy = document.getElementById("status");
    if (busy && form.dataset.busy) busy.textContent = form.dataset.busy;
  });
  // Back from the next page: the form is to be used again.
  addEventListener("pageshow", () => {
    delete form.dataset.sent;
    button.removeAttribute("aria-disabled");
  });
}

function openedFor(form) {
  const more = form.querySelector("#more");
  for (const radio of form.querySelectorAll("input[name=kind]"))
    radio.addEventListener("change", () => {
      if (radio.checked) more.open = radio.value !== "own";
    });
}

function looked(input) {
  const hint = document.getElementById("h-files");
  input.addEventListener("change", () => {
    const wrong = input.files.length > MOST || [...input.files].some((file) => file.size > LARGEST);
    hint.classList.toggle("over", wrong);
  });
}

for (const form of document.querySelectorAll("form.form")) {
  for (const area of form.querySelectorAll("textarea[data-limit]")) counted(area, form);
  for (const input of form.querySelectorAll("input[type=file]")) looked(input);
  once(form);
  openedFor(form);
}

const print = document.getElementById("print");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
// Where the browser does not heed autofocus on a section.
document.getElementById("errors")?.focus();
