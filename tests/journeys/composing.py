"""Words in the making: a phone's keyboard as a browser hears it, and somebody who writes beside it all the time."""

import re
from collections.abc import Callable
from itertools import cycle

from playwright.sync_api import Page, expect

#: What a key of a phone's keyboard says of itself.
SOME_KEY = {"key": "Unidentified", "windowsVirtualKeyCode": 229}
#: Circled and other signs that nobody else writes.
FIRST_MARK, LAST_MARK = 0x2460, 0x24FF

WATCHED = """() => {
    window.endings = 0;
    const place = document.querySelector(".cm-content");
    (place.editContext ?? place).addEventListener("compositionend", () => (endings += 1));
}"""

#: Around the caret, without the flags of others.
IN_THE_LINE = """() => {
    const { focusNode, focusOffset } = getSelection();
    const line = (focusNode.nodeType === Node.TEXT_NODE ? focusNode.parentElement : focusNode).closest(".cm-line");
    const words = (start, end) => {
        const range = document.createRange();
        range.setStart(...start);
        range.setEnd(...end);
        const copy = range.cloneContents();
        copy.querySelectorAll(".cm-others-caret").forEach((flag) => flag.remove());
        return copy.textContent;
    };
    const caret = [focusNode, focusOffset];
    return [words([line, 0], caret), words(caret, [line, line.childNodes.length])];
}"""


class Keyboard:
    """What Android's keyboards ask of the browser, in the words of its developer tools."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._devtools = page.context.new_cdp_session(page)
        page.evaluate(WATCHED)

    def compose(self, text: str, over: str = "") -> None:
        """The composition becomes this text; a new one may begin `over` a word of a note where no flag is."""
        order = {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        if over:
            start = self.page.locator(".cm-content").inner_text().index(over)
            order |= {"replacementStart": start, "replacementEnd": start + len(over)}
        self._devtools.send("Input.imeSetComposition", order)

    def commit(self, text: str) -> None:
        """In the place of the composition, which ends."""
        self._devtools.send("Input.insertText", {"text": text})

    def delete(self) -> None:
        self._press("deleteBackward")

    def enter(self) -> None:
        self._press("insertNewline")

    def _press(self, command: str) -> None:
        self._devtools.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "commands": [command], **SOME_KEY})
        self._devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **SOME_KEY})


class Beside:
    """Another writer, whose marks go elsewhere in the note and into its last line, in front of what is composed."""

    def __init__(self, page: Page) -> None:
        self._text, self._keys = page.locator(".cm-content"), page.keyboard
        self._marks = ""
        self._places = cycle([self._at_the_start, self._inside, self._next_to_the_word])

    def write(self, rest: str) -> str:
        """A mark in the line that ends in `rest`, which is composed, and one elsewhere, which comes later; that one."""
        self._text.focus()
        self._keys.press("Control+End")
        next(self._places)(rest)
        self._mark()
        self._keys.press("Control+Home")
        return self._mark()

    def is_seen_by(self, page: Page) -> None:
        self.each_is_seen(lambda mark: expect(page.locator(".cm-content")).to_contain_text(mark))

    def each_is_seen(self, see: Callable[[str], None]) -> None:
        for mark in self._marks:
            see(mark)

    def _at_the_start(self, _rest: str) -> None:
        self._keys.press("Home")

    def _inside(self, _rest: str) -> None:
        self._keys.press("Home")
        for _each in range(3):
            self._keys.press("ArrowRight")

    def _next_to_the_word(self, rest: str) -> None:
        for _each in rest:
            self._keys.press("ArrowLeft")

    def _mark(self) -> str:
        self._marks += chr(FIRST_MARK + len(self._marks))
        self._keys.type(self._marks[-1])
        return self._marks[-1]


def unmarked(text: str) -> str:
    return re.sub(f"[{chr(FIRST_MARK)}-{chr(LAST_MARK)}]", "", text)


def around_the_caret(page: Page) -> tuple[str, str]:
    """What its line has in front of it and behind it, but for marks."""
    before, after = page.evaluate(IN_THE_LINE)
    return unmarked(before), unmarked(after)


def keeps_composing(page: Page, act: Callable[[], str]) -> None:
    """What `act` marks comes to the page, and moves neither words, caret, nor the node in which one composes."""
    before = around_the_caret(page)
    endings = page.evaluate("composing = getSelection().focusNode, endings")
    expect(page.locator(".cm-content")).to_contain_text(act())
    assert around_the_caret(page) == before
    kept = page.evaluate("[composing.isConnected, composing === getSelection().focusNode, endings]")
    assert kept == [True, True, endings]
