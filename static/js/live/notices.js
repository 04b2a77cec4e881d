/* Notices that somebody has seen stay away on this device; the others go when their time is over. */

const KEY = "hallway:notices-seen";
const MOST = 200;

export function startNotices() {
  document.addEventListener("click", (event) => {
    const seen = event.target.closest?.("[data-dismiss]");
    if (!seen) return;
    remember(seen.dataset.dismiss);
    hideSeen();
  });
  document.addEventListener("htmx:after:swap", hideSeen);
  hideSeen();
}

function hideSeen() {
  const buttons = document.querySelectorAll("[data-dismiss]");
  const seen = buttons.length ? known() : [];
  for (const button of buttons) {
    if (seen.includes(button.dataset.dismiss)) button.closest(".notice").hidden = true;
  }
}

/** A browser that keeps nothing shows it again on the next page. */
function known() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

function remember(id) {
  try {
    localStorage.setItem(KEY, JSON.stringify([...known(), id].slice(-MOST)));
  } catch {
    document.getElementById(`notice-${id}`).hidden = true;
  }
}
