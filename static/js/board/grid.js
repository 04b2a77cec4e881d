/* The board as a grid: which cell lies beside which. */

const CELLS = "[data-cell][data-words]";

/** The cells row by row, as they are now. */
function rows() {
  const all = [...document.querySelectorAll("#board-table tr")];
  return all.map((row) => [...row.querySelectorAll(CELLS)]).filter((cells) => cells.length);
}

const WAYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export const isWay = (key) => key in WAYS || key === "Home" || key === "End";

/** The cell that a key leads to from this one; nothing beyond the edge. */
export function neighbour(cell, key) {
  const grid = rows();
  const row = grid.findIndex((cells) => cells.includes(cell));
  if (row < 0) return grid[0]?.[0];
  const column = grid[row].indexOf(cell);
  if (key === "Home") return grid[row][0];
  if (key === "End") return grid[row].at(-1);
  const down = (document.dir === "rtl" ? -1 : 1) * WAYS[key][1];
  const next = grid[row + WAYS[key][0]];
  return next?.[Math.min(column + down, WAYS[key][0] ? next.length - 1 : Infinity)];
}

export const cellOf = (element) => element.closest?.(CELLS);
/** Where a card from the wall begins its way: nothing goes where the time is over. */
export const firstCell = () =>
  document.querySelector(`#board-table .open:not(.over) ${CELLS}`) ?? document.querySelector(`#board-table ${CELLS}`);
