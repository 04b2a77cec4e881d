"""A note's Markdown with a hand: buttons, keys, pasting, completion, hints, and a preview that follows."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LAPTOP, PHONE, Open
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

EVENT = "/scale-summit-today"
NOTE = f"{EVENT}/topics/5/note"


def at_note(
    open_page: Open, viewport: dict[str, int] = LAPTOP, name: str = "Ada", note: str = NOTE, **how: str
) -> Page:
    """Somebody who takes part, in an editor that is ready."""
    page = open_page(f"{EVENT}/join?next={note}", viewport=viewport, **how)
    page.locator("input[name=name]").fill(name)
    page.locator("main form button").first.click()
    page.wait_for_url(f"**{note}")
    expect(page.locator(".cm-content")).to_be_visible()
    page.locator(".cm-content").click()
    return page


def has(page: Page, words: str) -> None:
    """What is written, with the empty lines and without the others' flags."""
    page.wait_for_function(
        """words => [...document.querySelectorAll(".cm-line")].map(line => {
            const copy = line.cloneNode(true);
            copy.querySelectorAll(".cm-others-caret").forEach(flag => flag.remove());
            return copy.textContent;
        }).join("\\n") === words""",
        arg=words,
    )


def names_may_be_told(server: Server) -> None:
    """The day of the seed is under the Chatham House Rule."""
    server.sql("UPDATE event SET attribution = 'open'")


def press(page: Page, tool: str) -> None:
    page.locator(f"[data-tool={tool}]").click()


def clear(page: Page) -> None:
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")


def test_buttons_and_keys_write_the_same_marks_and_take_them_away(open_page: Open) -> None:
    page = at_note(open_page)
    for tool, keys, marked in (
        ("bold", "Control+b", "**word**"),
        ("italic", "Control+i", "*word*"),
        ("code", "Control+e", "`word`"),
        ("link", "Control+k", "[word](https://)"),
        ("list", "Control+Shift+8", "- word"),
        ("task", "Control+Shift+l", "- [ ] word"),
        ("quote", "Control+Shift+.", "> word"),
    ):
        for act in (lambda tool=tool: press(page, tool), lambda keys=keys: page.keyboard.press(keys)):
            page.keyboard.type("word")
            page.keyboard.press("Control+a")
            act()
            has(page, marked)
            if tool not in ("link",):
                if tool in ("list", "task", "quote"):
                    page.keyboard.press("Control+a")
                act()
                has(page, "word")
            clear(page)
    expect(page.locator("[data-tool=bold]")).to_have_attribute("title", "Bold (Ctrl+B)")
    expect(page.locator("[data-tool=task]")).to_have_attribute("aria-keyshortcuts", "Control+Shift+L")


def test_enter_goes_on_with_lists_tasks_and_quotes_and_leaves_them(open_page: Open) -> None:
    page = at_note(open_page)
    for begun, then in (
        ("- a", "- a\n- b\n\nc"),
        ("9. a", "9. a\n10. b\n\nc"),
        ("- [x] a", "- [x] a\n- [ ] b\n\nc"),
        ("> a", "> a\n> b\n\nc"),
        ("> - a", "> - a\n> - b\n> c"),
        ("  * a", "  * a\n  * b\n\nc"),
    ):
        page.keyboard.type(begun)
        page.keyboard.press("Enter")
        page.keyboard.type("b")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        if not begun.startswith("> -"):
            page.keyboard.press("Enter")
        page.keyboard.type("c")
        has(page, then)
        clear(page)


def test_code_of_several_lines_gets_fences_and_colours(open_page: Open) -> None:
    page = at_note(open_page)
    page.keyboard.insert_text("def f():\n    return 1")
    page.keyboard.press("Control+a")
    press(page, "code")
    page.keyboard.type("python")
    has(page, "```python\ndef f():\n    return 1\n```")
    expect(page.locator("[data-proof] .hl-k").first).to_have_text("def")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    page.keyboard.type("- ")
    page.keyboard.press("Enter")
    has(page, "```python\n- \ndef f():\n    return 1\n```")


def test_a_table_is_filled_by_tab_and_enter_and_left_by_enter(open_page: Open) -> None:
    page = at_note(open_page)
    press(page, "table")
    page.keyboard.type("Tool")
    for words in ("For", "Consul", "finding"):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.keyboard.type("DNS")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("naming")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    has(page, "| Tool | For |\n| --- | --- |\n| Consul | naming |\n| DNS |  |\n|  |  |\n")
    page.keyboard.press("Enter")
    page.keyboard.type("After")
    expect(page.locator("[data-proof] tbody tr")).to_have_count(2)
    expect(page.locator("[data-proof] > p")).to_have_text("After")


def test_footnotes_take_the_next_free_number_and_stand_at_the_end(open_page: Open) -> None:
    page = at_note(open_page)
    page.keyboard.type("Raft")
    press(page, "footnote")
    page.keyboard.type("Ongaro 2014")
    page.keyboard.press("Control+Home")
    page.keyboard.type("So: ")
    press(page, "footnote")
    page.keyboard.type("or not")
    has(page, "So: [^2]Raft[^1]\n\n[^1]: Ongaro 2014\n[^2]: or not")
    expect(page.locator("[data-proof] .footnote-item")).to_have_count(2)


def test_undo_and_redo_have_buttons_and_take_back_only_what_is_mine(open_page: Open) -> None:
    ada, noor = at_note(open_page), at_note(open_page, PHONE, "Noor")
    ada.keyboard.type("Mine. ")
    has(noor, "Mine. ")
    noor.keyboard.press("Control+End")
    noor.keyboard.type("Hers.")
    has(ada, "Mine. Hers.")
    noor.locator("[data-tool=undo]").tap()
    has(noor, "Mine. ")
    noor.locator("[data-tool=redo]").tap()
    has(ada, "Mine. Hers.")


def test_the_marks_of_the_write_up_are_written_by_buttons(open_page: Open, server: Server) -> None:
    expect(at_note(open_page).locator("[data-tool=speaker]")).to_have_count(0)
    names_may_be_told(server)
    page = at_note(open_page)
    press(page, "quote")
    page.keyboard.type("It lost quorum.")
    press(page, "speaker")
    page.keyboard.type("Noor")
    page.keyboard.press("Enter")
    press(page, "tool")
    page.keyboard.type("Consul")
    page.keyboard.press("Enter")
    press(page, "agreed")
    page.keyboard.type("We try it")
    page.keyboard.press("Enter")
    press(page, "todo")
    page.keyboard.type("Ada")
    page.keyboard.press("Enter")
    page.keyboard.type("asks around")
    has(
        page,
        "> It lost quorum.\n>\n> — Noor\n\n- **Tool:** Consul\n- **Agreed:** We try it\n- [ ] **Ada:** asks around",
    )


def test_a_quoted_line_becomes_an_item_and_is_quoted_no_longer(open_page: Open) -> None:
    page = at_note(open_page)
    for tool, item in (("tool", "- **Tool:** Consul"), ("agreed", "- **Agreed:** Consul"), ("list", "- Consul")):
        page.keyboard.type("Consul")
        press(page, "quote")
        has(page, "> Consul")
        press(page, tool)
        has(page, item)
        press(page, tool)
        has(page, "Consul")
        clear(page)
    page.keyboard.insert_text("> It lost quorum.\n> - Consul\n> It came back.")
    page.keyboard.press("ArrowUp")
    press(page, "tool")
    has(page, "> It lost quorum.\n- **Tool:** Consul\n> It came back.")


def test_the_toolbar_is_one_stop_and_fits_a_phone(open_page: Open) -> None:
    page = at_note(open_page, PHONE)
    expect(page.locator("[data-tool=quote]")).to_be_in_viewport()
    stops = page.locator("[data-tools] button:not([tabindex='-1'])")
    expect(stops).to_have_count(1)
    stops.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-tools] button:focus")).to_have_count(1)
    sizes = page.locator("[data-tools] button").evaluate_all("all => all.map(b => [b.offsetWidth, b.offsetHeight])")
    assert all(width >= 44 and height >= 44 for width, height in sizes)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_topics_and_people_are_offered_by_keyboard_mouse_and_finger(open_page: Open, server: Server) -> None:
    names_may_be_told(server)
    ada, noor = at_note(open_page, name="Ada"), at_note(open_page, PHONE, "Noor")
    title = server.sql("SELECT title FROM topic WHERE number = 12 AND state = 'open'")[0]
    ada.keyboard.type("See #12")
    offer = ada.get_by_role("option", name=f"#12 {title}")
    expect(offer).to_have_attribute("aria-selected", "true")
    expect(ada.locator(".cm-content")).to_have_attribute("aria-activedescendant", "offers-0")
    ada.keyboard.press("Enter")
    expect(ada.locator(f"[data-proof] a[href='{EVENT}/topics/12']")).to_have_text(f"#12 {title}")
    expect(ada.get_by_role("listbox")).to_have_count(0)
    ada.keyboard.type(" with @noo")
    ada.get_by_role("option", name="Noor", exact=True).click()
    expect(ada.locator("[data-proof] p")).to_have_text(f"See #12 {title} with Noor")
    noor.keyboard.press("Control+End")
    noor.keyboard.type(" and @Ad")
    noor.get_by_role("option", name="Ada", exact=True).tap()
    expect(ada.locator("[data-proof] p")).to_have_text(f"See #12 {title} with Noor and Ada")
    taken_away = ada.request.get(f"{server.url}{NOTE}.md")
    assert taken_away.text() == f"See [#12 {title}]({server.url}{EVENT}/topics/12) with Noor and Ada"
    ada.keyboard.press("Control+End")
    ada.keyboard.type(" #1")
    expect(ada.get_by_role("listbox")).to_be_visible()
    ada.keyboard.press("Escape")
    expect(ada.get_by_role("listbox")).to_have_count(0)
    ada.keyboard.press("Enter")
    ada.keyboard.type("on")
    expect(ada.locator("[data-proof] p")).to_contain_text("#1 on")


def test_names_are_not_offered_under_the_chatham_house_rule(open_page: Open) -> None:
    page = at_note(open_page)
    with page.expect_response("**/mentions?q=%40Ad*") as answered:
        page.keyboard.type("@Ada")
    assert answered.value.json() == {"mentions": []}


def paste(page: Page, text: str, html: str = "") -> None:
    page.locator(".cm-content").evaluate(
        """(content, [text, html]) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            if (html) clipboardData.setData("text/html", html);
            content.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        [text, html],
    )


def test_pasted_addresses_make_links_and_pieces_of_pages_keep_theirs(open_page: Open) -> None:
    page = at_note(open_page)
    page.keyboard.type("the paper")
    page.keyboard.press("Control+a")
    paste(page, "https://example.org/a_(b)")
    has(page, "[the paper](https://example.org/a_%28b%29)")
    clear(page)
    paste(page, "https://example.org/", "<a href='https://example.org/'>Example</a>")
    has(page, "https://example.org/")
    clear(page)
    paste(page, "plain", "<meta charset=utf-8><span style='color:red'>plain</span>")
    has(page, "plain")
    clear(page)
    paste(
        page,
        "One two",
        "<style>p { color: red }</style><b style='font-weight:normal'><h2 style='color:red'>Tools</h2></b>"
        "<ul><li>A <a href='https://example.org/'>link</a></li><li><b>two</b><ol><li>in</li></ol></li></ul>"
        "<p><a href='javascript:alert(1)'>no</a> <img src='https://example.org/x.png' onerror='window.hit = 1'></p>",
    )
    has(page, "## Tools\n\n- A [link](https://example.org/)\n- **two**\n  1. in\n\nno")
    assert page.evaluate("window.hit") is None


def test_text_and_preview_scroll_in_step_both_ways(open_page: Open) -> None:
    page = at_note(open_page)
    page.keyboard.insert_text("\n\n".join(f"## Part {n}\n\n{'Words about it. ' * (n % 5 * 20 + 5)}" for n in range(40)))
    expect(page.locator("[data-proof] h2")).to_have_count(40)
    pen, proof = page.locator(".pen"), page.locator(".proof")
    page.keyboard.press("Control+Home")
    page.wait_for_function("() => document.querySelector('.pen').scrollTop < 60")
    for pane, other in ((pen, ".proof"), (proof, ".pen")):
        pane.hover()
        for _turn in range(3):
            before = page.locator(other).evaluate("pane => pane.scrollTop")
            page.mouse.wheel(0, 700)
            page.wait_for_function(
                "([pane, before]) => document.querySelector(pane).scrollTop > before + 50", arg=[other, before]
            )
        page.wait_for_function(IN_STEP)
    page.mouse.wheel(0, 90000)
    page.wait_for_function(AT_END)
    assert pen.evaluate(MOVED) == 0


#: The first heading below the middle of the preview stands beside its line in the text.
IN_STEP = """() => {
    const top = element => element.getBoundingClientRect().top;
    const heading = [...document.querySelectorAll("[data-proof] h2")].find(each => top(each) > 200);
    const lines = [...document.querySelectorAll(".cm-line")];
    const line = lines.find(each => each.textContent === "## " + heading.textContent);
    return line && Math.abs(top(heading) - top(line)) < 150;
}"""
AT_END = """() => {
    const pen = document.querySelector(".pen");
    return pen.scrollTop + pen.clientHeight > pen.scrollHeight - 3;
}"""
MOVED = """async pen => {
    const at = pen.scrollTop;
    for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame);
    return pen.scrollTop - at;
}"""


def test_hints_lead_to_their_places_and_one_switch_puts_them_away(open_page: Open, server: Server) -> None:
    names_may_be_told(server)
    page = at_note(open_page)
    page.keyboard.insert_text(
        "See https://example.org/a and [b](https://example.org/b)\n\n"
        "- [ ] ask\n- [ ] **Ada:** ask\n- [ ] **Who:** ask\n\n"
        "|a|b|\n|-|-|\n|1|\n\n```\nhttps://example.org/c\n```"
    )
    summary = page.locator("[data-hints] summary")
    expect(summary).to_have_text("4 hints")
    expect(page.locator(".cm-hint")).to_have_count(4)
    summary.click()
    hints = page.locator("[data-hints] li")
    expect(hints).to_contain_text(
        ["Line 1: This address", "Line 3: Nobody is named", "Line 5: A name", "Line 9: This row"]
    )
    hints.nth(2).locator("button").click()
    page.keyboard.type("**Noor:**")
    expect(summary).to_have_text("3 hints")
    page.get_by_label("Show hints on this device").uncheck()
    expect(summary).to_have_text("Hints are off")
    expect(page.locator(".cm-hint")).to_have_count(0)
    page.reload()
    expect(summary).to_have_text("Hints are off")


def test_a_long_text_without_a_heading_is_told_so(open_page: Open) -> None:
    page = at_note(open_page, PHONE)
    page.keyboard.insert_text("Many words. " * 200)
    expect(page.locator("[data-hints] summary")).to_have_text("1 hint")
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text("## What was said\n\n")
    expect(page.locator("[data-hints]")).to_be_hidden()
