/* The dock lies over the page: below it there is as much room as it takes, with whatever it says at the moment. */

export function startDock() {
  const dock = document.querySelector(".dock");
  if (!dock) return;
  const makeRoom = () => document.body.style.setProperty("--dock", `${dock.offsetHeight}px`);
  new ResizeObserver(makeRoom).observe(dock);
}
