/* A menu that is open closes with Escape, when something of it is chosen, and when something else is touched. */

const openMenu = () => document.querySelector("details.more[open]");

document.addEventListener("keydown", ({ key }) => {
  const menu = key === "Escape" && openMenu();
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("pointerdown", ({ target }) => {
  const menu = openMenu();
  if (menu && !menu.contains(target)) menu.open = false;
});

document.addEventListener("click", ({ target }) => {
  const menu = target.closest(".menu :is(a, button)") && openMenu();
  if (menu) menu.open = false;
});
