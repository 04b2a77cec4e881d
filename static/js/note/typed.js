/* What somebody typed into the plain form before the editor came, as an edit of the shared text. */

/** Replaces what differs between the form as it came and as it is now, at the same place in a text that moved on. */
export function typedInto(text, field) {
  const [before, now] = [field.defaultValue, field.value];
  if (before === now) return;
  const typed = difference(before, now);
  const moved = difference(before, text.toString());
  const [from, to] = placed(typed, moved);
  text.doc.transact(() => {
    if (to > from) text.delete(from, to - from);
    text.insert(from, typed.words);
  });
}

/** The one stretch in which two texts differ: from, to in `one`, and the words that `other` has there. */
function difference(one, other) {
  const most = Math.min(one.length, other.length);
  let from = 0;
  while (from < most && one[from] === other[from]) from += 1;
  let same = 0;
  while (same < most - from && one.at(-1 - same) === other.at(-1 - same)) same += 1;
  return { from, to: one.length - same, words: other.slice(from, other.length - same) };
}

/** Where a stretch of the old text is in the new one; where both changed the same words, nothing is taken away. */
function placed({ from, to }, moved) {
  const shift = moved.words.length - (moved.to - moved.from);
  if (to <= moved.from) return [from, to];
  if (from >= moved.to) return [from + shift, to + shift];
  const end = moved.from + moved.words.length;
  return [end, end];
}
