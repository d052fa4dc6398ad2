// A visit can be dragged to the row of whoever goes. While it is held, each row says why its person cannot go.

const held = JSON.parse(document.getElementById("cannot").textContent);
const form = document.getElementById("send");
const rows = [...document.querySelectorAll("[data-login]")];
let visit = null;

const against = (row) => (held.cannot[visit.dataset.number] || {})[row.dataset.login] || [];

const show = (row) => {
  const reasons = against(row).map((each) => held.legend[each]);
  const why = row.querySelector(".why[hidden], .why.is-dragged");
  row.classList.add(reasons.length ? "is-unable" : "is-able");
  if (why && reasons.length) {
    why.textContent = reasons.join(";");
    why.classList.add("is-dragged");
    why.hidden = false;
  }
};

const clear = () => {
  visit = null;
  for (const row of rows) {
    row.classList.remove("is-able", "is-unable", "is-over");
    for (const why of row.querySelectorAll(".why.is-dragged")) {
      why.hidden = true;
      why.textContent = "";
      why.classList.remove("is-dragged");
    }
  }
};

for (const each of document.querySelectorAll("[data-number]")) {
  each.addEventListener("dragstart", (event) => {
    visit = each;
    event.dataTransfer.setData("text/plain", each.dataset.number);
    event.dataTransfer.effectAllowed = "move";
    rows.forEach(show);
  });
  each.addEventListener("dragend", clear);
}

for (const row of rows) {
  row.addEventListener("dragover", (event) => {
    if (!visit) return;
    event.preventDefault();
    row.classList.add("is-over");
  });
  row.addEventListener("dragleave", () => row.classList.remove("is-over"));
  row.addEventListener("drop", (event) => {
    if (!visit) return;
    event.preventDefault();
    form.elements.number.value = visit.dataset.number;
    form.elements.version.value = visit.dataset.version;
    form.elements.login.value = row.dataset.login;
    form.submit();
  });
}
