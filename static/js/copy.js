/* An address that is shown is copied with one press, or handed to another program where the device does that. */

for (const shown of document.querySelectorAll("[data-handed-on]")) start(shown);

function start(shown) {
  const [address, copy, share, said] = ["[data-address]", "[data-copy]", "[data-share]", "[role=status]"].map((part) =>
    shown.querySelector(part),
  );
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    said.textContent = (await copied(address)) ? said.dataset.done : said.dataset.byHand;
  });
  if (!share) return;
  share.hidden = !navigator.share;
  share.addEventListener("click", () => navigator.share({ url: address.textContent }).catch(() => {}));
}

/** Over plain http browsers have no clipboard to write to: the address is selected and copied from there. */
async function copied(address) {
  try {
    await navigator.clipboard.writeText(address.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(address);
    return document.execCommand("copy");
  }
}
