/* The list of keys, on a question mark. */

const FIELDS = "input, textarea, select, [contenteditable]";

export function showKeys() {
  const list = document.getElementById("keys");
  if (!list) return;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.target.closest?.(FIELDS) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    list.showModal();
  });
  document.addEventListener("click", (event) => event.target.closest?.("[data-keys]") && list.showModal());
}
