// Parts of a page brought in without leaving it: links with data-swap fetch their own address and take those parts;
// what carries data-refresh is looked at again until it is done.
import { startForms } from "./forms.js";

async function swap(url, parts, keep) {
  const reply = await fetch(url, { headers: { "X-Part": "swap" } });
  if (!reply.ok || reply.redirected) throw new Error(reply.statusText);
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  for (const selector of parts) {
    const here = document.querySelector(selector);
    const there = page.querySelector(selector);
    if (here && there) {
      const fresh = document.importNode(there, true);
      here.replaceWith(fresh);
      startForms(fresh);
    }
  }
  if (!keep) history.replaceState(null, "", url);
}

function again(part) {
  setTimeout(async () => {
    try {
      await swap(location.href, [`#${part.id}`], true);
      const next = document.getElementById(part.id);
      if (next?.dataset.refresh) again(next);
      else if (next?.dataset.then) location.assign(next.dataset.then);
    } catch {
      again(part);
    }
  }, Number(part.dataset.refresh) * 1000);
}

export function startParts() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-swap]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    try {
      await swap(link.href, link.dataset.swap.split(" "));
      document.querySelector(link.dataset.swap.split(" ").at(-1))?.scrollIntoView({ block: "nearest" });
    } catch {
      location.assign(link.href);
    }
  });
  for (const part of document.querySelectorAll("[data-refresh]")) again(part);
}
