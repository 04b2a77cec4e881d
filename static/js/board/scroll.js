/* A board larger than the window moves when a card is held near its edge. */

const EDGE = 56;
const FASTEST = 18;

/** Scrolls what lies around `below` one frame's worth, the faster the nearer the pointer is to an edge. */
export function scrollNear(pointer, below) {
  for (let element = below; element && element !== document.documentElement; element = element.parentElement) {
    if (scrolls(element)) push(element, element.getBoundingClientRect(), pointer);
  }
  push(window, { left: 0, top: 0, right: innerWidth, bottom: innerHeight }, pointer);
}

function scrolls(element) {
  const { overflowX, overflowY } = getComputedStyle(element);
  const may = (overflow) => overflow === "auto" || overflow === "scroll";
  return (
    (may(overflowX) && element.scrollWidth > element.clientWidth) ||
    (may(overflowY) && element.scrollHeight > element.clientHeight)
  );
}

function push(scroller, box, { x, y }) {
  const left = speed(box.right - x) - speed(x - box.left);
  const top = speed(box.bottom - y) - speed(y - box.top);
  if (left || top) scroller.scrollBy({ left, top, behavior: "instant" });
}

/** Pixels a frame at this distance from an edge. */
const speed = (distance) => Math.round(FASTEST * Math.min(1, Math.max(0, (EDGE - distance) / EDGE)));
