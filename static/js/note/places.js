/* A stretch of the shared text as others can find it again, whatever is written around it meanwhile. */

import { fromBase64UrlEncoded, toBase64UrlEncoded } from "lib0/buffer";
import * as Y from "yjs";

/** Words that come in at either end are outside. */
export const placed = (text, from, to) => ({ starts: position(text, from, 0), ends: position(text, to, -1) });

/** Where it is now: by its place, else where its words stand alone; null where neither is left. */
export function found(text, { starts, ends, quote }) {
  const [from, to] = [index(text, starts), index(text, ends)];
  if (from !== null && to !== null && from < to) return { from, to };
  const all = text.toString();
  const at = quote ? all.indexOf(quote) : -1;
  return at >= 0 && at === all.lastIndexOf(quote) ? { from: at, to: at + quote.length } : null;
}

const position = (text, at, side) =>
  toBase64UrlEncoded(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, at, side)));

function index(text, written) {
  if (!written) return null;
  try {
    const place = Y.createAbsolutePositionFromRelativePosition(Y.decodeRelativePosition(fromBase64UrlEncoded(written)), text.doc);
    return place?.type === text ? place.index : null;
  } catch {
    return null;
  }
}
