/* What could be better in a text. */

const LONG = 1500;
const FENCE = /^ {0,3}(```|~~~)/;
const HEADING = /^ {0,3}#{1,6}\s/m;
const BARE = /(?<![(<\w])https?:\/\/[^\s<>)\]]*[^\s<>)\].,:;!?]/g;
/** Neither part of a link goes on behind a bracket that begins another one: no text is looked through twice. */
const NOWHERE = /\[[^\][]*\]\((?:https?:\/\/)?\)|\[\s*\]\([^)[]+\)/g;
const TASK = /^\s*[-*+] \[ \] (?=\S)(?!\*\*[^*]+:\*\*|@\w)/;
const ROW = /^\s*\|.*\|\s*$/;

/** Each with its place. `left` are the words that buttons write where a name is to come; none where names may not be told. */
export function hintsIn(text, [owner, speaker]) {
  const hints = [];
  const placeholders = [`**${owner}:**`, speaker && `> — ${speaker}`];
  let [fence, cells, at] = ["", 0, 0];
  if (text.length > LONG && !HEADING.test(text)) hints.push({ from: 0, to: 0, kind: "heading" });
  for (const line of text.split("\n")) {
    const mark = (start, length, kind) => hints.push({ from: at + start, to: at + start + length, kind });
    const ticks = FENCE.exec(line)?.[1];
    if (ticks && (!fence || ticks === fence)) fence = fence ? "" : ticks;
    else if (!fence) {
      for (const bare of line.matchAll(BARE)) mark(bare.index, bare[0].length, "bare");
      for (const link of line.matchAll(NOWHERE)) mark(link.index, link[0].length, "link");
      if (speaker && TASK.test(line)) mark(line.search(/\S/), line.trim().length, "owner");
      for (const left of placeholders) if (left && line.includes(left)) mark(line.indexOf(left), left.length, "name");
      const count = ROW.test(line) ? line.replace(/\\\|/g, "").split("|").length - 2 : 0;
      if (count && cells && count !== cells) mark(0, line.length, "cells");
      cells = count && (cells || count);
    }
    at += line.length + 1;
  }
  return hints;
}
