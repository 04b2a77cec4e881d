/* Times are the event's; whoever is in another zone finds their own beside them. */

const own = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function startZone() {
  document.addEventListener("htmx:after:swap", show);
  show();
}

async function show() {
  const there = document.querySelector("main[data-zone]")?.dataset.zone;
  if (!there || there === own) return;
  (await import("./elsewhere.js")).showYours(there, own);
}
