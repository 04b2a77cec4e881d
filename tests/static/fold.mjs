/* Plays what people do on a phone without network, one list of steps a line, and prints what the server has in the end. */

import { createInterface } from "node:readline";

import { fold } from "../../static/js/offline/fold.js";

class Play {
  constructor() {
    this.kept = [];
    this.server = { stars: {}, texts: {}, cards: {} };
    this.heard = new Set();
    this.wanted = {};
    this.made = [];
    this.keys = 0;
    this.ids = 0;
  }

  star(n) {
    this.wanted[n] = !this.wanted[n];
    this.take({ method: this.wanted[n] ? "PUT" : "DELETE", url: `/${n}/star`, toggles: "star", star: n });
  }

  edit(n, text) {
    this.take({ method: "PUT", url: `/${n}`, text });
  }

  card(text) {
    this.made.push(this.take({ method: "POST", url: "/", kind: "card", text }).key);
  }

  /** The card's newest version that waits is opened and written anew; if none does, the one that it was opened from. */
  change(n, text) {
    const card = this.made[n % (this.made.length || 1)];
    if (!card) return;
    const opened = this.kept.findLast(({ key, after }) => key === card || after === card)?.key ?? card;
    this.take({ method: "POST", url: "/", kind: "card", text, replaces: opened, card });
  }

  take(deed) {
    const { drop, put } = fold(this.kept, { state: "waiting", tried: false, key: `k${++this.keys}`, ...deed });
    this.kept = this.kept.filter(({ id }) => !drop.includes(id));
    if (!put) return null;
    const at = this.kept.findIndex(({ id }) => id === put.id);
    if (at < 0) this.kept.push({ ...put, id: ++this.ids });
    else this.kept[at] = put;
    return put;
  }

  /** The first in line is sent; its answer, or it itself, may be lost. */
  send(arrives, answered) {
    const [deed] = this.kept;
    if (!deed) return;
    deed.tried = true;
    if (arrives && !this.heard.has(deed.key)) this.hear(deed);
    if (arrives && answered) this.kept.shift();
  }

  hear({ key, method, url, star, kind, after, text }) {
    this.heard.add(key);
    if (star !== undefined) this.server.stars[star] = method === "PUT";
    else if (kind === "card") this.server.cards[key] = text;
    else if (kind === "change") this.server.cards[after] = text;
    else this.server.texts[url] = text;
  }

  outcome() {
    const waited = this.kept.length;
    while (this.kept.length) this.send(true, true);
    return { ...this.server, waited };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const play = new Play();
  for (const [step, ...how] of JSON.parse(line)) play[step](...how);
  console.log(JSON.stringify(play.outcome()));
}
