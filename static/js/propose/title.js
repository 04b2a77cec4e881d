/* A title is one line, however tall it stands: Enter goes on to the next field, and what is pasted has no line breaks. */

export function startTitle() {
  const title = document.querySelector("textarea[name=title]");
  title?.addEventListener("beforeinput", (event) => {
    if (!["insertLineBreak", "insertParagraph"].includes(event.inputType)) return;
    event.preventDefault();
    title.form.elements.pitch.focus();
  });
  title?.addEventListener("input", () => unbroken(title));
}

function unbroken(title) {
  if (!title.value.includes("\n")) return;
  const at = title.selectionEnd;
  title.value = title.value.replaceAll("\n", " ");
  title.setSelectionRange(at, at);
}
