/* Two stock y-websocket clients at one note. Arguments: for each client the address of the note and a cookie.
   Writes with both, waits until both have both texts, and prints what they see as JSON. */

import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

const given = process.argv.slice(2);
const addresses = given.filter((_, at) => at % 2 === 0);
const cookies = given.filter((_, at) => at % 2 === 1);

function client(address, number) {
  const cookie = cookies[number];
  class WithCookie extends WebSocket {
    constructor(url) {
      super(url, { headers: { cookie } });
    }
  }
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(address, "live", doc, { WebSocketPolyfill: WithCookie, disableBc: true });
  provider.awareness.setLocalStateField("user", { name: `client ${number}`, color: "#ff0000" });
  return { doc, provider, text: doc.getText("markdown"), synced: new Promise((resolve) => provider.once("sync", resolve)) };
}

async function until(condition) {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`gave up waiting for ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const clients = addresses.map(client);
await Promise.all(clients.map(({ synced }) => synced));
clients.forEach(({ text }, number) => text.insert(0, `words of ${number}\n`));
await until(() => clients.every(({ text }) => cookies.every((_, number) => text.toString().includes(`words of ${number}`))));
await until(() => clients.every(({ provider }) => provider.awareness.getStates().size === cookies.length));

/* What a client says of itself is its own; what the others see is the name of its visit. */
const others = clients.map(({ provider }) =>
  [...provider.awareness.getStates()].filter(([id]) => id !== provider.awareness.clientID).map(([, state]) => state.user.name),
);
console.log(JSON.stringify({ texts: clients.map(({ text }) => text.toString()), names: others.flat().sort() }));
clients.forEach(({ provider }) => (provider.destroy(), provider.awareness.destroy()));
