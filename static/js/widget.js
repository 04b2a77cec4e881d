/* In a frame on somebody else's page: tells it how tall the frame should be, and follows the day. */

const A_MINUTE = 60_000;
const shown = document.getElementById("widget");

new ResizeObserver(() => {
  parent.postMessage({ hallwayHeight: document.documentElement.getBoundingClientRect().height }, "*");
}).observe(document.body);

async function follow() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { credentials: "omit" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("widget");
    if (fresh && fresh.innerHTML !== shown.innerHTML) shown.replaceChildren(...fresh.childNodes);
  } catch {
    // Without network it stays as it is; the next minute may have one.
  }
}

setInterval(follow, A_MINUTE);
document.addEventListener("visibilitychange", follow);
