/*
 * A departure board that does not fit turns its pages: each holds whole rows under the head of their time.
 *
 * It is measured, not guessed, so that nothing is cut off on any beamer. Arrow keys turn by hand, the space bar halts.
 */

const TURN = 12_000;

let pages = [];
let shown = 0;
let halted = false;
let timer = 0;

export function startPages() {
  document.body.toggleAttribute("data-paged", true);
  for (const kind of ["htmx:after:swap", "hallway:whole"]) document.addEventListener(kind, lay);
  new ResizeObserver(lay).observe(document.getElementById("page"));
  document.fonts?.ready.then(lay);
  document.addEventListener("keydown", turnByKey);
  lay();
}

function turnByKey(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by) turn(document.dir === "rtl" ? -by : by);
  else if (event.key === " ") halted = !halted;
  else return;
  event.preventDefault();
}

/** Deals the rows out anew; the page that is shown stays, if there is one like it. */
function lay() {
  const times = document.querySelector(".times");
  pages = times ? dealt(times) : [];
  shown = Math.min(shown, Math.max(0, pages.length - 1));
  show();
  wait();
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => (halted ? wait() : (turn(1), wait())), TURN);
}

function turn(by) {
  if (pages.length < 2) return;
  shown = (shown + by + pages.length) % pages.length;
  show();
}

function show() {
  const on = new Set(pages[shown]);
  for (const row of new Set(pages.flat())) row.toggleAttribute("data-off", !on.has(row));
  for (const section of document.querySelectorAll(".departures")) {
    section.toggleAttribute("data-off", !section.querySelector("li:not([data-off])"));
  }
  const dots = pages.length > 1 ? pages.map((_, number) => dot(number === shown)) : [];
  document.getElementById("turning")?.replaceChildren(...dots);
}

function dot(isOn) {
  const made = document.createElement("i");
  made.toggleAttribute("data-on", isOn);
  return made;
}

/** Pages of rows. A time that does not fit beside what is there begins a page and is shared out evenly. */
function dealt(times) {
  times.toggleAttribute("data-measuring", true);
  const room = times.clientHeight;
  const gap = parseFloat(getComputedStyle(times).rowGap) || 0;
  const sections = [...times.children].map(measured);
  times.removeAttribute("data-measuring");
  const found = [];
  let left = -1;
  for (const section of sections) {
    if (section.height + gap <= left) {
      found.at(-1).push(...section.rows.map(({ row }) => row));
      left -= section.height + gap;
      continue;
    }
    const shares = shared(section, room);
    for (const share of shares) found.push(share.map(({ row }) => row));
    left = room - section.head - high(shares.at(-1));
  }
  return found;
}

function measured(section) {
  const head = section.firstElementChild.getBoundingClientRect().height;
  const rows = [...section.querySelectorAll("li")].map((row) => ({ row, height: row.getBoundingClientRect().height }));
  return { head, rows, height: head + high(rows) };
}

const high = (rows) => rows.reduce((sum, { height }) => sum + height, 0);

function shared({ head, rows }, room) {
  for (let count = 1; count < rows.length; count++) {
    const size = Math.ceil(rows.length / count);
    const shares = Array.from({ length: Math.ceil(rows.length / size) }, (_, n) => rows.slice(n * size, (n + 1) * size));
    if (shares.every((share) => head + high(share) <= room)) return shares;
  }
  return rows.map((row) => [row]);
}
