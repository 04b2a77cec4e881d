/* What is found in the text beside it, told to the text area in a transaction: one that shows marks shows it. */

import { StateEffect } from "@codemirror/state";

/** Hints: `{ from, to }`. */
export const hintsAre = StateEffect.define();
/** The passages that something is said of: `{ id, from, to }`. */
export const passagesAre = StateEffect.define();
