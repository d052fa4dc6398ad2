// Forms: questions with conditions, pictures seen before they are sent, the live panel, one submit only.

function answerOf(form, name) {
  const held = form.elements.namedItem(name);
  return held ? held.value : undefined;
}

function applyConditions(form) {
  // A hidden question counts as unanswered, so questions that hang on it hide too.
  for (const block of form.querySelectorAll("[data-when]")) {
    const source = form.querySelector(`[name="${CSS.escape(block.dataset.when)}"]`);
    const silent = source?.closest("[data-when]")?.hidden;
    const shown = !silent && JSON.parse(block.dataset.answers).includes(answerOf(form, block.dataset.when));
    block.hidden = !shown;
    for (const input of block.querySelectorAll("input, select, textarea")) input.disabled = !shown;
  }
}

function preview(input) {
  const place = document.getElementById(input.dataset.preview);
  place.replaceChildren(...[...input.files].map((file) => {
    if (file.type.startsWith("image/")) {
      const seen = document.createElement("img");
      seen.src = URL.createObjectURL(file);
      seen.alt = file.name;
      seen.addEventListener("load", () => URL.revokeObjectURL(seen.src), { once: true });
      return seen;
    }
    const named = document.createElement("span");
    named.textContent = file.name;
    return named;
  }));
}

function live(form) {
  // The panel beside the form says what the policy makes of it so far; nothing is saved.
  const panel = document.getElementById(form.dataset.live);
  let waiting, running;
  const ask = async () => {
    running?.abort();
    running = new AbortController();
    const typed = new FormData(form);
    for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
    panel.setAttribute("aria-busy", "true");
    try {
      const reply = await fetch(form.dataset.liveAction, {
        method: "POST", body: typed, headers: { "X-Part": "live" }, signal: running.signal });
      const said = reply.ok ? await reply.text() : "";
      if (said && form.isConnected) panel.innerHTML = said;
    } catch (fault) {
      if (fault.name !== "AbortError") return;
    }
    panel.removeAttribute("aria-busy");
  };
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(ask, 350); };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
}

let asking;

async function redraw(form, action) {
  // Ask for the same page with what is typed so far, and put the form it comes back with in this one's place. What was
  // typed meanwhile goes along; of two askings the later one counts.
  asking?.abort();
  const mine = asking = new AbortController();
  const typed = new FormData(form);
  typed.set("do", action);
  for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
  let page;
  try {
    const reply = await fetch(form.action, {
      method: "POST", body: typed, headers: { "X-Part": "redraw" }, signal: mine.signal });
    if (!reply.ok) return;
    page = new DOMParser().parseFromString(await reply.text(), "text/html");
  } catch (fault) {
    if (fault.name === "AbortError") return;
    throw fault;
  }
  if (mine.signal.aborted || !form.isConnected) return;
  const fresh = document.importNode(page.getElementById(form.id), true);
  const at = document.activeElement?.id;
  for (const input of form.querySelectorAll("input, select, textarea")) {
    const same = input.id ? fresh.querySelector(`#${CSS.escape(input.id)}`) : null;
    if (!same) continue;
    if (input.type === "file" && input.files.length) same.replaceWith(input);
    else if (input.type === "radio" || input.type === "checkbox") {
      if (input.checked && typed.get(input.name) !== input.value) same.checked = true;
    } else if (input.type !== "file" && (typed.get(input.name) ?? "") !== input.value) same.value = input.value;
  }
  form.replaceWith(fresh);
  const panel = page.getElementById(form.dataset.live);
  if (panel) document.getElementById(form.dataset.live).innerHTML = panel.innerHTML;
  startForms(fresh);
  document.getElementById(at)?.focus();
}

function startRedraw(form) {
  form.addEventListener("change", (event) => {
    if (event.target.dataset.redrawOn === "change") redraw(form, "draw");
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    if (!button || button.value === "open") return;
    event.preventDefault();
    if (button.value === "row") form.elements.rows.value = Number(form.elements.rows.value) + 1;
    redraw(form, button.value === "row" ? "draw" : button.value);
  });
}

const KEPT = `typed:${location.pathname}`, KEPT_FOR = 600_000;
const ticks = (input) => input.type === "radio" || input.type === "checkbox";
const holds = (input) => (ticks(input) ? input.checked : input.value);
const began = (input) => (ticks(input) ? input.defaultChecked : input.tagName === "SELECT"
  ? [...input.options].find((option) => option.defaultSelected)?.value ?? input.options[0]?.value : input.defaultValue);

function keepTyped(sent) {
  // A small form beside another is sent: what is typed in the other is put back when this page is back.
  const typed = [...document.querySelectorAll("form[method=post] [id][name]")].filter((input) => input.form !== sent
    && !["file", "hidden", "password"].includes(input.type) && holds(input) !== began(input));
  sessionStorage.setItem(KEPT, JSON.stringify({
    at: Date.now(), typed: typed.map((input) => [input.id, holds(input), began(input)]) }));
}

function putBackTyped() {
  // What the desk proposes anew meanwhile goes before what was typed.
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  sessionStorage.removeItem(KEPT);
  if (!(Date.now() - kept.at < KEPT_FOR)) return;
  for (const [id, held, start] of kept.typed) {
    const input = document.getElementById(id);
    if (!input || began(input) !== start) continue;
    input[ticks(input) ? "checked" : "value"] = held;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

export function startForms(root) {
  for (const form of root.matches?.("form") ? [root] : root.querySelectorAll("form")) {
    if (form.dataset.started) continue;
    form.dataset.started = "yes";
    if (form.dataset.redraw) startRedraw(form);
    if (form.querySelector("[data-when]")) {
      applyConditions(form);
      form.addEventListener("change", () => applyConditions(form));
      form.addEventListener("input", () => applyConditions(form));
    }
    if (form.dataset.liveAction) live(form);
    if (form.method === "post") {
      form.addEventListener("submit", (event) => {
        if (form.dataset.sent && event.submitter?.dataset.again === undefined) event.preventDefault();
        form.dataset.sent = "yes";
        if (form.dataset.keeps !== undefined) keepTyped(form);
        setTimeout(() => { delete form.dataset.sent; }, 4000);
      });
    }
  }
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const input of root.querySelectorAll("[data-preview]")) input.addEventListener("change", () => preview(input));
  for (const select of root.querySelectorAll("select[data-submit]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }
  for (const all of root.querySelectorAll("[data-all]")) {
    const boxes = () => [...root.querySelectorAll(`input[name="${CSS.escape(all.dataset.all)}"]`)];
    all.hidden = false;
    all.addEventListener("change", () => { for (const box of boxes()) box.checked = all.checked; bulk(root); });
    for (const box of boxes()) box.addEventListener("change", () => bulk(root));
  }
  bulk(root);
  if (root.querySelector("form[data-keeps]")) putBackTyped();
  root.querySelector("[data-focus]")?.focus();
}

function bulk(root) {
  // The bar for several cases at once says how many are chosen.
  for (const bar of root.querySelectorAll("[data-bulk]")) {
    const chosen = document.querySelectorAll(`input[name="${CSS.escape(bar.dataset.bulk)}"]:checked`);
    bar.classList.toggle("is-idle", !chosen.length);
    const said = bar.querySelector("[data-chosen]");
    if (said) said.textContent = chosen.length;
    for (const box of document.querySelectorAll(`input[name="${CSS.escape(bar.dataset.bulk)}"]`)) {
      box.closest("tr")?.setAttribute("aria-selected", box.checked);
    }
  }
}
