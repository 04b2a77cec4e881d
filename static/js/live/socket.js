/* Our protocol over hx-ws: each message continues from a revision, and a gap means fetching the page anew. */

import { advance, resync, revision, wholeUpTo } from "./page.js";

const SPREAD = 1000;
const FOR_GOOD = (code) => code === 1008 || code >= 4000;

let line = null;
let early = null;
let toldOfPeople = (letter) => (early = { ...early, ...letter });

/** Who arranges is told to this one; at once, if it was said before anybody on the page could hear it. */
export function hearOfPeople(listener) {
  toldOfPeople = listener;
  if (early) listener(early);
}

/** Says something small to the server, if it hears. */
export function tell(message) {
  if (line?.socket?.readyState === WebSocket.OPEN) line.socket.send(JSON.stringify(message));
}

export function startSocket(main) {
  main.addEventListener("htmx:ws:before:connection", ({ detail }) => rememberWhereWeAre(detail.connection));
  main.addEventListener("htmx:ws:after:connection", ({ detail }) => (line = detail.connection));
  main.addEventListener("htmx:ws:before:message:incoming", ({ detail }) => detail.waitUntil(read(main, detail)));
  main.addEventListener("htmx:ws:close", ({ detail }) => {
    main.removeAttribute("data-live");
    if (FOR_GOOD(detail.code)) resync(SPREAD);
  });
  window.addEventListener("pageshow", (event) => event.persisted && reconnect(main));
}

/** Opens the socket anew, also when the one there was is dead and does not know it. */
export const reconnect = (main) => window.htmx.process(main, true);

/** hx-ws keeps the address of a connection and comes back to it, sometimes without asking: so it is read when used. */
function rememberWhereWeAre(connection) {
  const [address] = connection.url.split("&since=");
  Object.defineProperty(connection, "url", { configurable: true, get: () => `${address}&since=${revision()}` });
}

async function read(main, detail) {
  const letter = await detail.message.json();
  if (letter.people || letter.you) {
    detail.cancelled = true;
    return toldOfPeople(letter);
  }
  main.toggleAttribute("data-live", true);
  document.dispatchEvent(new CustomEvent("hallway:letter", { detail: letter }));
  if (letter.stale || letter.after > revision()) {
    detail.cancelled = await resync(SPREAD);
  } else if (letter.content === undefined || letter.revision <= wholeUpTo()) {
    detail.cancelled = true;
  } else {
    advance(letter.revision);
  }
}
