/* Stars move at once; the server is told, and when it refuses they are put back with words. */

import { reason, send } from "../server.js";
import { say, unsay, words } from "../words.js";
import { isStarred, setStarred } from "./mine.js";

const AFTER_JOINING = "star";

const telling = new Set();

export function startStars() {
  document.addEventListener("click", (event) => {
    const star = event.target.closest(".star[formaction][data-number]");
    if (!star) return;
    event.preventDefault();
    toggle(star);
  });
  starAfterJoining();
}

/** The star that somebody gave before they had a name; whoever came back without one gives none. */
async function starAfterJoining() {
  const url = sessionStorage.getItem(AFTER_JOINING);
  const star = url && document.querySelector(`.star[formaction=${JSON.stringify(url)}]`);
  if (!star) return;
  sessionStorage.removeItem(AFTER_JOINING);
  const number = Number(star.dataset.number);
  if (isStarred(number)) return;
  const response = await send("PUT", url).catch(() => null);
  if (response?.ok) turn(number, true);
}

function toggle(star) {
  const number = Number(star.dataset.number);
  turn(number, !isStarred(number));
  if (!telling.has(number)) tell(number, star.formAction);
}

function turn(number, starred) {
  setStarred(number, starred);
  count(number, starred ? 1 : -1);
}

/** Tells the server until it knows what the person wants, however often they change their mind meanwhile. */
async function tell(number, url) {
  telling.add(number);
  let told;
  try {
    for (let wanted; (wanted = isStarred(number)) !== told; told = wanted) {
      if (!(await accepted(wanted, url))) return turn(number, !isStarred(number));
    }
    unsay(words("star_unsaved"));
  } catch {
    turn(number, !isStarred(number));
    say(words("star_unsaved"));
  } finally {
    telling.delete(number);
  }
}

async function accepted(starred, url) {
  const response = await send(starred ? "PUT" : "DELETE", url);
  if (response.ok) return true;
  if (response.status === 403) join(url);
  else say(await reason(response, words("star_unsaved")));
  return false;
}

/** A star needs somebody whose star it is: `/event/topics/3/star` leads to `/event/join` and back to this page. */
function join(url) {
  const { pathname } = new URL(url);
  const [, event] = pathname.split("/");
  sessionStorage.setItem(AFTER_JOINING, pathname);
  location.assign(`/${event}/join?next=${encodeURIComponent(location.pathname)}`);
}

function count(number, more) {
  for (const shown of document.querySelectorAll(`.star[data-number="${number}"] [data-stars]`)) {
    shown.textContent = Math.max(0, Number(shown.textContent) + more) || "";
  }
}
