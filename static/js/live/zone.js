/* Times are the event's; whoever is in another zone finds their own beside them. */

export function startZone() {
  document.addEventListener("htmx:after:swap", show);
  show();
}

async function show() {
  const elsewhere = times().filter(isElsewhere);
  if (elsewhere.length) (await import("./elsewhere.js")).showYours(elsewhere);
}

const times = () => [...document.querySelectorAll(".zoned .tab time")];

/**
 * Whether this device's clock says something else at that moment: without its offset, which comes after 19 letters, a
 * time is one of here. A browser takes long to begin with zones by name, and nearly everybody is at the event.
 */
const isElsewhere = ({ dateTime }) => Date.parse(dateTime.slice(0, 19)) !== Date.parse(dateTime);
