/* Calls what reads texts in the editor, once for each line of its input, and prints the answers. */

import { createInterface } from "node:readline";

import { cellsOf } from "../../static/js/note/enter.js";
import { hintsIn } from "../../static/js/note/hints-in.js";
import { tame } from "../../static/js/note/pasting.js";

const READERS = { cells: (text) => cellsOf({ text, from: 0 }), hints: (text) => hintsIn(text, ["Who", "Name"]), tame };

for await (const line of createInterface({ input: process.stdin })) {
  const [reader, signs, times, end] = JSON.parse(line);
  console.log(JSON.stringify(READERS[reader](signs.repeat(times) + end)));
}
