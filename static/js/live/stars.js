/* Stars move at once; the server is told, or they wait for it, and when it refuses they are put back with words. */

import { queue } from "../offline/start.js";
import { mayWait } from "../offline/waits.js";
import { send } from "../server.js";
import { say, unsay, words } from "../words.js";
import { isStarred, setStarred, turn } from "./mine.js";

const AFTER_JOINING = "star";

const telling = new Set();
/** The other tabs of this browser. */
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("hallway:stars") : null;
const event = location.pathname.split("/")[1];

export function startStars() {
  document.addEventListener("click", (event) => {
    const star = event.target.closest(".star[formaction][data-number]");
    if (!star) return;
    event.preventDefault();
    toggle(star);
  });
  tabs?.addEventListener("message", ({ data }) => heard(data));
  starAfterJoining();
}

function heard({ event: where, number, starred }) {
  if (where !== event || isStarred(number) === starred) return;
  setStarred(number, starred);
  document.dispatchEvent(new Event("hallway:starred-elsewhere"));
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
  if (!response?.ok) return;
  turn(number, true);
  tabs?.postMessage({ event, number, starred: true });
}

function toggle(star) {
  const number = Number(star.dataset.number);
  turn(number, !isStarred(number));
  if (!telling.has(number)) tell(number, star.formAction);
}

/** Tells the server until it knows what the person wants, however often they change their mind meanwhile. */
async function tell(number, url) {
  telling.add(number);
  let told;
  try {
    for (let wanted; (wanted = isStarred(number)) !== told; told = wanted) {
      if (!(await accepted(number, wanted, url))) return turn(number, !isStarred(number));
      tabs?.postMessage({ event, number, starred: wanted });
    }
    unsay(words("star_unsaved"));
    document.dispatchEvent(new Event("hallway:told"));
  } catch {
    turn(number, !isStarred(number));
    say(words("star_unsaved"));
  } finally {
    telling.delete(number);
  }
}

async function accepted(number, starred, url) {
  const straight = navigator.onLine && !mayWait();
  const response = straight ? await send(starred ? "PUT" : "DELETE", url).catch(() => null) : null;
  if (!response) return keep(number, starred, url, straight);
  if (response.ok) return true;
  if (response.status === 403) join(url);
  else await refuse(response);
  return false;
}

/** Without network it waits on this device, behind what waits already. One that was `tried` may have arrived. */
async function keep(number, starred, url, tried) {
  const { takeStar } = await queue();
  await takeStar(number, starred, url, tried);
  return true;
}

/** All stars are given: which one shall come back is asked on a page of its own. */
async function refuse(response) {
  const { message, choose } = await response.json().catch(() => ({}));
  const action = choose && { label: words("choose_star"), act: () => location.assign(choose) };
  say(message || words("star_unsaved"), action);
}

/** A star needs somebody whose star it is: `/event/topics/3/star` leads to `/event/join` and back to this page. */
function join(url) {
  const { pathname } = new URL(url);
  const [, event] = pathname.split("/");
  sessionStorage.setItem(AFTER_JOINING, pathname);
  location.assign(`/${event}/join?next=${encodeURIComponent(location.pathname)}`);
}
