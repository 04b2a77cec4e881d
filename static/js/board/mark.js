/*
 * The place below a card in the hand. Over the board lies a frame of its own, which only travels: a cell that changed
 * its look would have a slow laptop paint and sort the whole board anew for each that the hand crosses.
 */

const BOARD = ".board-wrap";
/** Pixels that it stays within the lines of its cell. */
const MARGIN = 4;

export class Mark {
  constructor() {
    this.element = null;
    this.frame = Object.assign(document.createElement("div"), { className: "drop-mark", ariaHidden: "true" });
  }

  /** Marks this place and no other; none, if there is none. */
  show(place) {
    if (place?.element !== this.element) this.element?.removeAttribute("data-drop");
    this.element = place?.element ?? null;
    if (place && this.element.dataset.drop !== place.words) this.element.dataset.drop = place.words;
    const board = this.element?.closest(BOARD);
    this.frame.style.opacity = board ? 1 : 0;
    if (board) this.lieOver(place, board);
  }

  lieOver({ element, words }, board) {
    const { left, top, width, height } = element.getBoundingClientRect();
    const edge = board.getBoundingClientRect();
    const x = left - edge.left + board.scrollLeft + MARGIN;
    const y = top - edge.top + board.scrollTop + MARGIN;
    if (this.frame.parentElement !== board) board.append(this.frame);
    if (this.frame.dataset.words !== words) this.frame.dataset.words = words;
    Object.assign(this.frame.style, {
      transform: `translate(${x}px, ${y}px)`,
      inlineSize: `${width - 2 * MARGIN}px`,
      blockSize: `${height - 2 * MARGIN}px`,
    });
  }

  remove() {
    this.show(null);
    this.frame.remove();
  }
}
