/* Words that were written for an earlier document of the note and are on this device only. */

/** Shown one below the other until they are thrown away here; `left` is what `leftBehind` found. */
export function showLeftBehind(note, left) {
  const pattern = document.querySelector("[data-left-behind]");
  for (const { text, forget } of left) {
    const region = pattern.content.firstElementChild.cloneNode(true);
    region.querySelector("[data-left-text]").textContent = text;
    const copy = region.querySelector("[data-left-copy]");
    copy.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    copy.download = note.dataset.file;
    region.querySelector("[data-left-forget]").addEventListener("click", () => forget().then(() => region.remove()));
    note.querySelector("[data-why]").after(region);
  }
}
