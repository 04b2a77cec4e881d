/* What was typed into a plain text area, for each line of `[before, now, meanwhile]`, as an edit of the shared text; prints that. */

import { createInterface } from "node:readline";

import { typedInto } from "../../static/js/note/typed.js";
import * as Y from "../../static/node_modules/yjs/dist/yjs.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  const [before, now, meanwhile] = JSON.parse(line);
  const text = new Y.Doc().getText("markdown");
  text.insert(0, meanwhile);
  typedInto(text, before, now);
  console.log(JSON.stringify(text.toString()));
}
