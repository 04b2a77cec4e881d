"""Writing a note in WebKit, with real keys, a real input method, and what an iPhone's keyboard sends.

No iPhone, iPad or Mac was tried. What they send is replayed: as the page hears it, in the order in which WebKit says
it. What stays unseen is how their keyboards take what the page does meanwhile: whether a suggestion stands, and whether
the keyboard ends a composition of its own accord.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.board import EVENT
from tests.journeys.composing import IN_THE_LINE, Beside, unmarked
from tests.journeys.conftest import LAPTOP
from tests.journeys.conftest import Open as OpenPage
from tests.journeys.server import Server
from tests.journeys.test_note_input import text_of
from tests.journeys.test_notes import NOTE, joined, pill, write
from tests.journeys.webkit import CONTROL, ENTER, IPHONE, SHIFT, Open, WebKit, driven

pytestmark = pytest.mark.browser

SAYS = "(selector, words) => document.querySelector(selector)?.textContent.includes(words)"
#: Remembers where one composes, and how often a composition ended.
WATCH = """() => {
    window.endings = 0;
    document.querySelector(".cm-content").addEventListener("compositionend", () => (endings += 1));
}"""
KEEP = "() => { window.composing = getSelection().focusNode; return endings; }"
KEPT = "() => [composing.isConnected, composing === getSelection().focusNode, endings]"

#: An iPhone's keyboard: what it tells the page, and what WebKit does to the text node at the caret.
KEYBOARD = """() => {
    const place = document.querySelector(".cm-content");
    const tell = (Kind, type, more) => place.dispatchEvent(new Kind(type, { bubbles: true, ...more }));
    const change = (inputType, data, from, to, more) => {
        const { focusNode: node } = getSelection();
        tell(InputEvent, "beforeinput", { inputType, data, cancelable: true, ...more });
        node.replaceData(from, to - from, data ?? "");
        getSelection().collapse(node, from + (data ?? "").length);
        tell(InputEvent, "input", { inputType, data, ...more });
    };
    let begun = 0;
    window.keyboard = {
        compose(data) {
            const { focusOffset: end } = getSelection();
            const isComposing = true;
            if (!keyboard.composed) {
                begun = end;
                tell(CompositionEvent, "compositionstart", { data: "" });
            }
            tell(CompositionEvent, "compositionupdate", { data });
            change("insertCompositionText", data, begun, end, { isComposing });
            keyboard.composed = data;
        },
        commit(data) {
            change("deleteCompositionText", null, begun, getSelection().focusOffset, { isComposing: true });
            change("insertFromComposition", data, begun, begun, { isComposing: true });
            tell(CompositionEvent, "compositionend", { data });
            keyboard.composed = "";
        },
        replace(word, data) {
            const { focusNode, focusOffset } = getSelection();
            const from = focusNode.data.lastIndexOf(word, focusOffset);
            change("insertReplacementText", data, from, from + word.length);
        },
        insert: (data) => document.execCommand("insertText", false, data),
        composed: "",
    };
}"""


@pytest.fixture(scope="module")
def open_webkit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    with driven(tmp_path_factory.mktemp("webkit")) as open_one:
        yield open_one


def joined_in_webkit(webkit: WebKit, server: Server) -> WebKit:
    webkit.goto(f"{server.url}{EVENT}/join?next={NOTE}")
    webkit.press("input[name=name]", "Ada" + ENTER)
    webkit.until("() => document.querySelector('[data-note]')?.dataset.editor === 'on'")
    webkit.click(".cm-content")
    webkit.run(WATCH)
    return webkit


def around_the_caret(webkit: WebKit) -> list[str]:
    """What its line has in front of it and behind it, but for marks."""
    return [unmarked(words) for words in webkit.run(IN_THE_LINE)]


def keeps_composing(webkit: WebKit, beside: Beside, rest: str) -> None:
    """Others write, and neither words, caret, nor the node in which one composes move."""
    endings, before = webkit.run(KEEP), around_the_caret(webkit)
    webkit.until(SAYS, ".cm-content", beside.write(rest))
    assert webkit.run(KEPT) == [True, True, endings]
    assert around_the_caret(webkit) == before


def ends_alike(webkit: WebKit, other: Page, beside: Beside, text: str) -> None:
    beside.each_is_seen(lambda mark: webkit.until(SAYS, ".cm-content", mark))
    webkit.until(SAYS, "[data-sync-words]", "Saved on the server")
    pill(other, "Saved on the server")
    for markdown in (text_of(other), webkit.run("async () => (await fetch(location.pathname + '.md')).text()")):
        assert unmarked(markdown) == text


def test_keys_come_through_and_so_does_what_others_write(
    open_webkit: Open, open_page: OpenPage, server: Server
) -> None:
    webkit, other = joined_in_webkit(open_webkit(), server), joined(open_page, "Noor")
    webkit.type(f"- Typed in WebKit{ENTER}and on")
    expect(other.locator(".cm-content")).to_contain_text("and on")
    write(other, " from Chromium")
    webkit.until(SAYS, ".cm-content", "and on from Chromium")
    webkit.type(", and back")
    expect(other.locator(".cm-content")).to_contain_text(", and back")
    webkit.until(SAYS, "[data-sync-words]", "Saved on the server")
    assert text_of(other) == "- Typed in WebKit\n- and on, and back from Chromium"


@pytest.mark.parametrize("user_agent", [None, IPHONE], ids=["desk", "iPhone"])
def test_a_true_composition_stands_beside_others_who_write(
    open_webkit: Open, open_page: OpenPage, server: Server, user_agent: str | None
) -> None:
    """GTK's own input method: Control, Shift and U begin it, the number of a letter follows, and a blank ends it."""
    webkit = joined_in_webkit(open_webkit(user_agent), server)
    other = joined(open_page, "Noor", viewport=LAPTOP)
    beside = Beside(other)
    webkit.type(f"First.{ENTER}Caf")
    webkit.chord(CONTROL, SHIFT, "u")
    composed = "u"
    for key in "00e9":
        webkit.type(key)
        composed += key
        webkit.until(SAYS, ".cm-content", f"Caf{composed}")
        keeps_composing(webkit, beside, composed)
    webkit.type(" ")
    webkit.until(SAYS, ".cm-content", "é")
    webkit.type("s.")
    ends_alike(webkit, other, beside, "First.\nCafés.")


def test_what_an_iphone_s_keyboard_sends_stands_beside_others_who_write(
    open_webkit: Open, open_page: OpenPage, server: Server
) -> None:
    webkit = joined_in_webkit(open_webkit(IPHONE), server)
    other = joined(open_page, "Noor", viewport=LAPTOP)
    beside = Beside(other)
    webkit.run(KEYBOARD)

    def tells(act: str, *words: str) -> None:
        webkit.run(f"(...words) => keyboard.{act}(...words)", *words)

    def they_write(rest: str) -> None:
        """When the line ends so for them too."""
        expect(other.locator(".cm-line").last).to_contain_text(rest)
        webkit.until(SAYS, ".cm-content", beside.write(rest))

    webkit.type(f"First.{ENTER}Composed: ")
    for word in ("に", "にほ", "にほん"):
        tells("compose", word)
        keeps_composing(webkit, beside, word)
    tells("commit", "日本")
    expect(other.locator(".cm-content")).to_contain_text("日本")
    assert around_the_caret(webkit) == ["Composed: 日本", ""]

    webkit.type(f"{ENTER}Corrected: teh")
    they_write("teh")
    tells("replace", "teh", "the")
    webkit.type(" end")
    assert around_the_caret(webkit) == ["Corrected: the end", ""]

    webkit.type(f"{ENTER}Dictated:")
    for heard in (" we", " we shall", " we shall sea"):
        tells("insert", heard[heard.rindex(" ") :])
        they_write(heard)
    tells("replace", " we shall sea", " We shall see.")
    assert around_the_caret(webkit) == ["Dictated: We shall see.", ""]

    ends_alike(webkit, other, beside, "First.\nComposed: 日本\nCorrected: the end\nDictated: We shall see.")
