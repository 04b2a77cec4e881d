/* Search in a copy of a write-up, without a server: the answer follows what is typed. A classic script, as browsers take
   no modules from a disk; `hallwayWriteUp` is what search-index.js says. */

import { find, library } from "./found/finding.js";
import { exactly } from "./found/query.js";
import { walk } from "./search/walking.js";

const WAIT = 100;
const MOST = 50;

const form = document.querySelector("form.find");
const field = form.elements.namedItem("q");
const answer = document.getElementById("answer");
const told = document.getElementById("told");
const says = form.dataset;
let written;
let timer;

for (const each of document.querySelectorAll("[data-with-script]")) each.hidden = false;
for (const each of document.querySelectorAll("[data-without-script]")) each.hidden = true;
field.value = new URLSearchParams(location.search).get("q") ?? "";
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
field.addEventListener("input", ({ isComposing }) => isComposing || soon());
field.addEventListener("compositionend", soon);
walk(field, soon);
show();

function soon() {
  clearTimeout(timer);
  timer = setTimeout(show, WAIT);
}

function show() {
  written ??= library(globalThis.hallwayWriteUp);
  const words = field.value.trim();
  const { hits, close } = find(written, words);
  const list = element("ol", { className: "hits" }, hits.slice(0, MOST).map(hit));
  answer.replaceChildren(...(hits.length ? [count(hits, words), ...widened(words, close), list] : [nothing(words)]));
  told.textContent = [...answer.children].filter((each) => each !== list).map((each) => each.textContent).join(" ");
  remember(words);
}

/** So that a reload, and whoever is sent the address, finds the same. */
function remember(words) {
  try {
    history.replaceState(null, "", words ? `?${new URLSearchParams({ q: words })}` : location.pathname);
  } catch {
    // some browsers keep the address of a file as it is
  }
}

function count(hits, words) {
  const [one, many] = words ? [says.foundOne, says.foundMany] : [says.one, says.many];
  return element("p", { className: "count" }, [(hits.length === 1 ? one : many).replace("{num}", hits.length)]);
}

/** What was looked for in place of what was typed, and the way back. */
function widened(words, close) {
  if (!close.length) return [];
  const listed = (all, name) => all.flatMap((word, at) => [...(at ? [", "] : []), element(name, {}, [word])]);
  const holes = { "{close}": listed(close.flatMap(([, found]) => found), "mark"), "{typed}": listed(close.map(([typed]) => typed), "b") };
  const said = says.instead.split(/(\{close\}|\{typed\})/).flatMap((part) => holes[part] ?? [part]);
  const exact = element("a", { href: `?${new URLSearchParams({ q: exactly(words, close.map(([typed]) => typed)) })}` }, [says.exactly]);
  return [element("p", { className: "widened" }, [...said, " ", exact])];
}

function nothing(words) {
  const why = element("b", {}, [says.nothing.replace("{words}", () => words)]);
  return element("div", { className: "empty" }, [why, element("p", {}, [says.fewer])]);
}

function hit(found) {
  const shown = element("li", { className: "hit" }, [
    from(found.place),
    element("h2", {}, [element("a", { href: found.file }, marked(found.heading))]),
    element("ul", { className: "passages" }, found.excerpts.map((each) => passage(found, each))),
  ]);
  if (found.place) shown.dataset.time = found.place.ink;
  return shown;
}

function from(place) {
  const time = place ? element("time", { dateTime: place.iso }, [place.when]) : says.nowhere;
  const room = element("span", { className: "event" }, [place?.room ?? ""]);
  return element("p", { className: "from" }, [element("span", { className: "tab" }, [time]), room]);
}

function passage(found, { anchor, heading, number, pieces }) {
  const href = anchor ? `${found.file}#${encodeURIComponent(anchor)}` : found.file;
  const para = number > 1 ? [" ", element("span", { className: "para" }, [says.paragraph.replace("{number}", number)])] : [];
  const where = heading ? [element("span", { className: "where" }, [heading, ...para])] : [];
  const text = element("span", { className: "text" }, marked(pieces));
  return element("li", {}, [element("a", { href }, [...where, text])]);
}

function marked(pieces) {
  return pieces.map((piece) => (typeof piece === "string" ? piece : element("mark", {}, [piece.mark])));
}

function element(name, given, children) {
  const made = Object.assign(document.createElement(name), given);
  made.append(...children);
  return made;
}
