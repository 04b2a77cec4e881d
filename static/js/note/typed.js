/* What somebody typed into a text area that knows nothing of others, as an edit of the shared text. */

/** Replaces what differs between a text as it was and as somebody made it, at the same place in one that moved on. */
export function typedInto(text, before, now, origin = null) {
  if (before === now) return;
  const [typed, there] = [difference(before, now), text.toString()];
  const [from, to] = there === before ? [typed.from, typed.to] : placed(typed, difference(before, there));
  text.doc.transact(() => {
    if (to > from) text.delete(from, to - from);
    text.insert(from, typed.words);
  }, origin);
}

/** Whole pages of a long text are compared at once, by the browser. */
const PAGE = 4096;

/** The one stretch in which two texts differ: from, to in `one`, and the words that `other` has there. */
export function difference(one, other) {
  const most = Math.min(one.length, other.length);
  let from = 0;
  while (from + PAGE <= most && one.slice(from, from + PAGE) === other.slice(from, from + PAGE)) from += PAGE;
  while (from < most && one[from] === other[from]) from += 1;
  if (isFirstHalf(one[from - 1])) from -= 1;
  let same = 0;
  while (same + PAGE <= most - from && pageBefore(one, same) === pageBefore(other, same)) same += PAGE;
  while (same < most - from && one.at(-1 - same) === other.at(-1 - same)) same += 1;
  if (same && isSecondHalf(one.at(-same))) same -= 1;
  return { from, to: one.length - same, words: other.slice(from, other.length - same) };
}

const pageBefore = (text, end) => text.slice(text.length - end - PAGE, text.length - end);

/** Many an emoji is two units of UTF-16, and half of one is no letter. */
const isFirstHalf = (unit) => unit >= "\ud800" && unit < "\udc00";
const isSecondHalf = (unit) => unit >= "\udc00" && unit < "\ue000";

/** Where a stretch of the old text is in the new one; where both changed the same words, nothing is taken away. */
function placed({ from, to }, moved) {
  const shift = moved.words.length - (moved.to - moved.from);
  if (to <= moved.from) return [from, to];
  if (from >= moved.to) return [from + shift, to + shift];
  const end = moved.from + moved.words.length;
  return [end, end];
}
