// The list of complaints: one box that picks all of the page. Without script every box is picked by itself.

const all = document.getElementById("pick-all");
const boxes = [...document.querySelectorAll('#bulk input[name="pick"]')];

function show() {
  const picked = boxes.filter((box) => box.checked).length;
  all.checked = picked > 0 && picked === boxes.length;
  all.indeterminate = picked > 0 && picked < boxes.length;
}

if (all) {
  document.getElementById("pick-all-label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  for (const box of boxes) box.addEventListener("change", show);
  show();
}
