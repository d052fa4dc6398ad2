// Keys: / n ? j k x s Enter, and Ctrl Enter in forms.

const typing = (target) =>
  target.closest("input:not([type=radio]):not([type=checkbox]):not([type=file]), textarea, select, [contenteditable]");

const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);

function mark(row) {
  for (const other of rows()) other.classList.toggle("is-on", other === row);
  const link = row.querySelector("[data-go]");
  if (link) link.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("is-on"));
  mark(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

const chosen = () => document.querySelector("[data-row].is-on") || null;

const press = {
  "?": () => openDialog("keys"),
  j: () => move(1),
  k: () => move(-1),
  x: () => chosen()?.querySelector("input[type=checkbox]")?.click(),
  s: () => (chosen() || document).querySelector("[data-start]")?.click(),
};

export function openDialog(id) {
  const found = document.getElementById(id);
  if (found && !found.open) found.showModal();
}

export function startKeys() {
  for (const button of document.querySelectorAll("[data-open]")) {
    button.hidden = false;
    button.addEventListener("click", () => openDialog(button.dataset.open));
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.target.form?.requestSubmit(event.target.form.querySelector("[data-main]") || undefined);
      return;
    }
    if (event.key === "Escape") {
      for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
      if (typing(event.target) && !document.querySelector("dialog[open]")) event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const named = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (named) {
      event.preventDefault();
      if (named.matches("input")) named.select();
      else named.click();
    } else if (press[event.key]) {
      event.preventDefault();
      press[event.key]();
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}
