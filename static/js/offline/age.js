/* A page that comes from this device and not from the server says how old it is, until it is fetched anew. */

const UNITS = [["day", 1440], ["hour", 60], ["minute", 1]];
const AGAIN = 20_000;
let timer = 0;
const root = document.documentElement;

/** In words, "12 minutes ago". */
function age() {
  const minutes = Math.max(1, Math.round((Date.now() - Number(root.dataset.seen)) / 60_000));
  const [unit, length] = UNITS.find(([, least]) => minutes >= least);
  const ago = new Intl.RelativeTimeFormat(root.lang, { numeric: "auto" });
  const { says, saysAlone } = line().dataset;
  return (navigator.onLine ? says : saysAlone).replace("{ago}", ago.format(-Math.floor(minutes / length), unit));
}

export function showAge() {
  if (!root.dataset.seen || !line()) return;
  draw();
  timer = setInterval(() => (root.dataset.seen ? draw() : clearInterval(timer)), AGAIN);
  for (const event of ["online", "offline"]) addEventListener(event, () => root.dataset.seen && draw());
  if (!document.querySelector("main[data-revision]")) addEventListener("online", offerReload, { once: true });
}

/** The page is the server's again. */
export function isNew() {
  if (!root.dataset.seen) return;
  delete root.dataset.seen;
  if (line()) line().hidden = true;
}

/** Said aloud once; that it grows older is only shown. */
function draw() {
  if (!line().hidden) line().setAttribute("aria-live", "off");
  line().hidden = false;
  line().textContent = age();
}

/** A page that does not follow the day by itself might hold half a text: whoever reads it decides. */
function offerReload() {
  clearInterval(timer);
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = line().dataset.seeNow;
  line().append(" ", link);
}

const line = () => document.getElementById("seen");
