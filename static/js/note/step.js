/* Beside each other, text and preview scroll in step: whoever is scrolled by hand leads, the other follows. */

const HANDS = ["pointerdown", "pointerenter", "wheel", "touchstart", "focusin", "keydown"];

/** `proof` is the scrolled section of the preview; gives a function to be called when it has been rendered anew. */
export function keepInStep(pen, proof, view) {
  let leader = pen;
  const follow = () => (leader === pen ? proofFollows() : penFollows());

  for (const pane of [pen, proof]) {
    for (const hand of HANDS) pane.addEventListener(hand, () => (leader = pane), { passive: true });
    pane.addEventListener("scroll", () => pane === leader && requestAnimationFrame(follow), { passive: true });
  }

  function proofFollows() {
    const places = placesOf(proof);
    if (!places.length || !scrolls(pen)) return;
    if (isAtEnd(pen)) return void (proof.scrollTop = proof.scrollHeight);
    proof.scrollTop = between(places, lineAtTop(view, pen), "line", "top");
  }

  function penFollows() {
    const places = placesOf(proof);
    if (!places.length || !scrolls(pen)) return;
    if (isAtEnd(proof)) return void (pen.scrollTop = pen.scrollHeight);
    pen.scrollTop = topOfLine(view, pen, between(places, proof.scrollTop, "top", "line"));
  }

  return () => leader === pen && proofFollows();
}

/** Where the blocks of the preview are, and with which line of the text each begins. */
function placesOf(proof) {
  const lines = proof.querySelector("[data-lines]")?.dataset.lines.split(" ").map(Number) ?? [];
  const blocks = [...proof.querySelector("[data-proof]").children];
  const origin = proof.getBoundingClientRect().top - proof.scrollTop;
  const places = lines.map((line, index) => ({ line, top: blocks[index].getBoundingClientRect().top - origin }));
  return places.length ? [{ line: 0, top: 0 }, ...places] : [];
}

/** From one measure into the other, in proportion between the two places around it. */
function between(places, value, from, to) {
  const at = places.findLastIndex((place) => place[from] <= value);
  const [before, after] = [places[Math.max(0, at)], places[at + 1]];
  if (!after || after[from] === before[from]) return before[to];
  return before[to] + ((value - before[from]) / (after[from] - before[from])) * (after[to] - before[to]);
}

/** With its fraction: how much of the line is above. */
function lineAtTop(view, pen) {
  const height = pen.getBoundingClientRect().top - view.documentTop;
  const block = view.lineBlockAtHeight(Math.max(0, height));
  const line = view.state.doc.lineAt(block.from).number - 1;
  return line + Math.max(0, Math.min(1, (height - block.top) / block.height));
}

function topOfLine(view, pen, line) {
  const number = Math.min(view.state.doc.lines, Math.floor(line) + 1);
  const block = view.lineBlockAt(view.state.doc.line(number).from);
  const origin = view.documentTop - pen.getBoundingClientRect().top + pen.scrollTop;
  return origin + block.top + (line - Math.floor(line)) * block.height;
}

/** Not on phones, where one of the two is seen and the page scrolls. */
const scrolls = (pane) => pane.offsetParent !== null && getComputedStyle(pane).overflowY === "auto" && pane.scrollHeight > pane.clientHeight;
const isAtEnd = (pane) => pane.scrollTop > 0 && pane.scrollTop + pane.clientHeight >= pane.scrollHeight - 2;
