/* For pages on which nothing else is live: hears which cards a change is about, and nothing more. */

const SOON = 1000;
const LATER = 15_000;
const FOR_GOOD = (code) => code === 1008 || code >= 4000;

/** `since` gives the revision that the strip is of, whenever a line is opened. */
export function listen(home, since, hear) {
  let wait = SOON;

  function open() {
    const address = new URL(`${home}/live?page=mine&since=${since()}`, location);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    socket.addEventListener("open", () => (wait = SOON));
    socket.addEventListener("message", ({ data }) => hear(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => {
      if (FOR_GOOD(code)) return;
      setTimeout(open, wait * (0.5 + Math.random()));
      wait = Math.min(LATER, wait * 2);
    });
  }

  open();
}
