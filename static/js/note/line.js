/*
 * The line to the server: y-websocket as it is, plus knowing what has arrived.
 *
 * The server says "n more of your sync frames are stored" (message 100). A websocket keeps order, so counting frames
 * is enough: each frame on its way remembers how many changes it carries. It also says how often comments on the note
 * have changed (message 101).
 */

import { readVarUint } from "lib0/decoding";
import { encodeAwarenessUpdate } from "y-protocols/awareness";
import { WebsocketProvider } from "y-websocket";

const ACKNOWLEDGED = 100;
const ANNOTATED = 101;
const SYNC = 0;
const ANSWER = 1;
const EDIT = 2;
const RESYNC = 30_000;
const LONGEST_PAUSE = 8000;
const TRIES_AT_ONCE = 5;
const FRAME_TOO_LARGE = 1009;
export const LOCKED = 4423;

export class Line {
  #flying = [];
  #loose;
  #waiting;
  #kept;
  #provider;
  #show;
  #refused = [];
  #welcomed = [];
  #remembering = 0;
  #annotated = 0;
  #tellAnnotated = null;

  constructor(note, doc, awareness, kept, show) {
    this.#kept = kept;
    this.#waiting = this.#loose = kept.waiting;
    this.#show = show;
    this.refusal = null;
    doc.on("update", (_update, origin) => {
      if (origin !== this.#provider && origin !== kept.source) this.#changed();
    });
    this.#provider = this.#connect(note, doc, awareness);
    this.synced = new Promise((resolve) => {
      this.#provider.on("sync", (synced) => synced && resolve(this.#welcome()));
      this.#provider.on("closed", resolve);
    });
    addEventListener("online", () => this.#provider.shouldConnect && this.#provider.connect());
    for (const event of ["online", "offline"]) addEventListener(event, () => this.#tell());
    this.#tell();
  }

  /** Changes of which the server has not said that they are stored. */
  get waiting() {
    return this.#waiting;
  }

  /** Called each time that the server says no for good, or at once if it has; `undo` when it takes edits again. */
  onRefusal(act, undo) {
    if (this.refusal) act();
    this.#refused.push(act);
    this.#welcomed.push(undo);
  }

  /** Called when comments have changed, also before this was asked. */
  onAnnotated(act) {
    this.#tellAnnotated = act;
    if (this.#annotated) act();
  }

  #connect(note, doc, awareness) {
    const { live, epoch } = note.dataset;
    const address = new URL(live, location.href.replace(/^http/, "ws"));
    const room = address.pathname.lastIndexOf("/");
    const line = this;
    class Socket extends WebSocket {
      send(frame) {
        super.send(frame);
        line.#sent(frame);
      }
    }
    const [where, name] = [address.origin + address.pathname.slice(0, room), address.pathname.slice(room + 1)];
    const provider = new WebsocketProvider(where, name, doc, {
      awareness,
      disableBc: true,
      resyncInterval: RESYNC,
      maxBackoffTime: LONGEST_PAUSE,
      params: { ack: "1", epoch },
      shouldReconnect: ({ code }) => !isFinal(code),
      WebSocketPolyfill: Socket,
    });
    provider.messageHandlers[ACKNOWLEDGED] = (_reply, message) => this.#stored(readVarUint(message));
    provider.messageHandlers[ANNOTATED] = (_reply, message) => this.#hearOfAnnotations(readVarUint(message));
    provider.on("status", () => this.#tell());
    provider.on("sync", () => this.#tell());
    provider.on("connection-close", () => this.#closed());
    provider.on("closed", ({ code, reason }) => this.#refuse(code, reason));
    sayOnlyWhatIsOurs(provider);
    return provider;
  }

  #changed() {
    this.#waiting += 1;
    if (!this.#provider.wsconnected) this.#loose += 1;
    this.#tell();
  }

  #sent(frame) {
    const [kind, step] = frame;
    if (kind !== SYNC) return;
    if (step === EDIT) this.#flying.push(1);
    if (step === ANSWER) {
      this.#flying.push(this.#loose);
      this.#loose = 0;
    }
  }

  #stored(count) {
    for (const carried of this.#flying.splice(0, count)) this.#waiting -= carried;
    this.#tell();
  }

  #hearOfAnnotations(changes) {
    if (changes === this.#annotated) return;
    this.#annotated = changes;
    this.#tellAnnotated?.();
  }

  #closed() {
    this.#flying = [];
    this.#loose = this.#waiting;
    this.#provider.wsUnsuccessfulReconnects = Math.floor(Math.random() * TRIES_AT_ONCE);
    this.#tell();
  }

  /** What is locked may be unlocked: only then is there a use in coming back. */
  #refuse(code, reason) {
    const isNew = !this.refusal;
    this.refusal = { code, reason };
    if (isNew) this.#refused.forEach((act) => act());
    if (code === LOCKED) setTimeout(() => this.#provider.connect(), LONGEST_PAUSE);
    this.#tell();
  }

  #welcome() {
    if (!this.refusal) return;
    this.refusal = null;
    this.#welcomed.forEach((undo) => undo());
    this.#tell();
  }

  #tell() {
    clearTimeout(this.#remembering);
    this.#remembering = setTimeout(() => this.#kept.remember(this.#waiting), 200);
    this.#show({
      waiting: this.#waiting,
      connected: this.#provider?.wsconnected ?? false,
      synced: this.#provider?.synced ?? false,
      online: navigator.onLine,
      safe: this.#kept.safe,
      refusal: this.refusal,
    });
  }
}

/** Coming back would not help: the server said no, or its websocket layer found a frame too large. */
const isFinal = (code) => code === FRAME_TOO_LARGE || (code >= 4400 && code < 4500);

/** The stock provider repeats what it hears about others; with fifty people that is fifty times everything. */
function sayOnlyWhatIsOurs(provider) {
  const { awareness, doc } = provider;
  awareness.off("update", provider._awarenessUpdateHandler);
  provider._awarenessUpdateHandler = ({ added, updated, removed }) => {
    if (![...added, ...updated, ...removed].includes(doc.clientID) || !provider.wsconnected) return;
    const said = encodeAwarenessUpdate(awareness, [doc.clientID]);
    provider.ws?.send(framed(said));
  };
  awareness.on("update", provider._awarenessUpdateHandler);
}

/** An awareness message: its kind, its length, itself. */
function framed(content) {
  const head = [1];
  let length = content.length;
  for (; length > 127; length >>>= 7) head.push((length & 127) | 128);
  head.push(length);
  return Uint8Array.from([...head, ...content]);
}
