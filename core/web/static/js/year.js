// A year of days is one stop of the Tab key; arrows move within it.

const DAYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const MONTHS = { PageUp: -1, PageDown: 1 };

function wanted(day, key) {
  const year = day.closest("[data-year]");
  const all = [...year.querySelectorAll("a[data-day]")];
  if (DAYS[key]) return all[all.indexOf(day) + DAYS[key]];
  const months = [...year.querySelectorAll("table")];
  const within = (table) => [...(table?.querySelectorAll("a[data-day]") ?? [])];
  const own = within(day.closest("table"));
  if (key === "Home") return own[0];
  if (key === "End") return own.at(-1);
  if (!MONTHS[key]) return undefined;
  const other = within(months[months.indexOf(day.closest("table")) + MONTHS[key]]);
  return other[Math.min(own.indexOf(day), other.length - 1)];
}

export function startYear() {
  document.addEventListener("keydown", (event) => {
    const day = event.target.closest?.("[data-year] a[data-day]");
    if (!day || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!DAYS[event.key] && !MONTHS[event.key] && event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    const next = wanted(day, event.key);
    if (!next) return;
    for (const each of day.closest("[data-year]").querySelectorAll("a[data-day]")) each.tabIndex = each === next ? 0 : -1;
    next.focus();
  });
}
