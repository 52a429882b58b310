"""The review page in a real browser: what a maintainer sees, and does with a mouse or with keys alone."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.test_review import DOUBTFUL, HOSTILE, NEW, OLD, make

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path; install it, as with: make browser")

WIDE, NARROW = (1440, 900), (360, 740)
STAINED_ROW = f"at.{NEW}.pay_bands.administrative.1.outside_london"
LONDON_ROW = f"at.{NEW}.pay_bands.administrative.1.london"
DOUBTFUL_ROW = f"at.{NEW}.responsibilities.executive.1.1"
UNUSED_ROW = f"at.{NEW}"
PAGES = ("index.html", "changes.html", "pay.html")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("review"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as player, player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]) as one:
        yield one


class Window:
    """A window on the pages, and what went wrong in it."""

    def __init__(self, browser: Browser, pages: Path, size: tuple[int, int] = WIDE, *, dark: bool = False) -> None:
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(5000)
        self.page = self.context.new_page()
        self.pages = pages
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))

    def open(self, name: str = "index.html") -> Page:
        self.page.goto((self.pages / name.split("#")[0]).as_uri() + ("#" + name.split("#")[1] if "#" in name else ""))
        return self.page


@pytest.fixture
def window(browser: Browser, pages: Path) -> Iterator[Window]:
    one = Window(browser, pages)
    yield one
    one.context.close()


@pytest.fixture
def narrow(browser: Browser, pages: Path) -> Iterator[Window]:
    one = Window(browser, pages, NARROW)
    yield one
    one.context.close()


def row(page: Page, name: str) -> Locator:
    return page.locator(f'[id="{name}"]')


def shown(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(".item", "rows => rows.filter(r => r.offsetParent).map(r => r.id)")
    return found


def current(page: Page) -> str | None:
    return page.locator(".item.current").get_attribute("id")


def pixel(locator: Locator, across: float, down: float) -> tuple[int, ...]:
    """Return the colour at a share of an element's width and height, as it is on the screen."""
    image = Image.open(io.BytesIO(locator.screenshot())).convert("RGB")
    found = image.getpixel((int(image.width * across), int(image.height * down)))
    assert isinstance(found, tuple)
    return found


def is_in_view(page: Page, mark: str) -> bool:
    """Tell whether a mark on the page that is shown is inside the frame around it."""
    found: bool = page.evaluate(
        """mark => {
          const frame = document.getElementById("desk").getBoundingClientRect();
          const at = document.querySelector(mark).getBoundingClientRect();
          return at.width > 0 && at.top >= frame.top && at.bottom <= frame.bottom && at.left >= frame.left
            && at.right <= frame.right && frame.bottom <= innerHeight;
        }""",
        mark,
    )
    return found


def test_no_page_complains_and_nothing_of_a_document_runs(window: Window) -> None:
    for name in PAGES:
        page = window.open(name)
        page.wait_for_timeout(100)
        assert page.evaluate("window.ran") is None
        assert page.locator("script").count() == 1
        assert page.locator("img[src=x]").count() == 0
    assert window.complaints == []


def test_hostile_texts_are_shown_as_they_are(window: Window) -> None:
    page = window.open()
    for text in HOSTILE:
        assert page.locator(".item .value").get_by_text(text, exact=True).count() == 2
    row(page, DOUBTFUL_ROW).locator("summary").first.focus()
    assert HOSTILE[0] in page.locator("#caption").inner_text()
    page.locator("#search").fill(HOSTILE[1])
    assert f"at.{NEW}.job_titles.administrative.1.2" in shown(page)
    assert page.evaluate("window.ran") is None


def test_a_script_that_came_in_all_the_same_would_not_run(window: Window) -> None:
    page = window.open()
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = 1";
          document.body.append(script);
          document.body.insertAdjacentHTML("beforeend", '<img src="x" onerror="window.ran = 1">');
        }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in window.complaints)


def test_a_doubtful_value_has_its_crop_beside_it_and_its_box_on_the_page(window: Window) -> None:
    page = window.open()
    crop = row(page, STAINED_ROW).locator(".crop")
    crop.scroll_into_view_if_needed()
    red, green, blue = pixel(crop, 0.5, 0.5)
    assert red > 150 > max(green, blue)
    for around in ((0.08, 0.5), (0.92, 0.5), (0.5, 0.08), (0.5, 0.92)):
        assert min(pixel(crop, *around)) > 240
    row(page, DOUBTFUL_ROW).locator("summary").first.hover()
    assert current(page) == DOUBTFUL_ROW
    assert page.locator("#sheet").input_value() == f"page-{NEW}-2"
    assert page.locator("rect.current:visible").get_attribute("x") == str(DOUBTFUL.x0 - 1)
    assert is_in_view(page, ".sheet:not([hidden]) rect.current")
    caption = page.locator("#caption").inner_text()
    for part in ("review", "Minute taking and minutes", "0.60", "doubtful_text"):
        assert part in caption


def test_the_box_lies_where_the_value_is_printed(window: Window) -> None:
    page = window.open()
    row(page, DOUBTFUL_ROW).locator("summary").first.focus()
    blue = pixel(page.locator(".sheet:visible rect.current"), 0.5, 0.5)
    assert blue[2] > 120 > blue[0]
    outside = pixel(page.locator(".sheet:visible .paper"), (DOUBTFUL.x0 - 8) / 600, (DOUBTFUL.top + 10) / 400)
    assert min(outside) > 240


def test_a_box_on_the_page_leads_to_its_value(window: Window) -> None:
    page = window.open()
    page.locator("#document").select_option(OLD)
    page.locator("#sheet").select_option(f"page-{NEW}-1")
    page.locator(f'.paper rect[data-item="{LONDON_ROW}"]').click()
    assert current(page) == LONDON_ROW
    assert row(page, LONDON_ROW).is_visible()


def test_the_words_of_a_copied_text_are_marked_in_it(window: Window) -> None:
    page = window.open()
    name = f"at.{OLD}.job_titles.executive.1.2"
    row(page, name).locator("summary").first.focus()
    marked = page.locator(".sheet:visible .line.marked mark")
    assert marked.all_inner_texts() == [HOSTILE[2]]
    assert is_in_view(page, ".line.marked mark")
    assert row(page, name).locator(".crop mark").all_inner_texts() == [HOSTILE[2]]
    row(page, f"at.{OLD}.responsibilities.executive.1.2").locator("summary").first.focus()
    assert marked.all_inner_texts() == ["Draft responses"]


def test_filters_leave_what_they_say(window: Window) -> None:
    page = window.open()
    everything = shown(page)
    assert page.locator("#count").inner_text() == f"{len(everything)} shown"
    page.locator("#document").select_option(NEW)
    assert shown(page) == [name for name in everything if f".{NEW}" in name]
    page.locator("#table").select_option("pay_bands")
    assert shown(page) == [STAINED_ROW, LONDON_ROW]
    page.locator("#status").select_option("illegible")
    assert shown(page) == [STAINED_ROW]
    assert page.locator("#count").inner_text() == "1 shown"
    page.get_by_role("button", name="Show all").click()
    page.get_by_text(f"{len(everything)} shown").wait_for()
    page.locator("#status").select_option("error")
    assert shown(page) == [STAINED_ROW, UNUSED_ROW]
    page.locator("#status").select_option("")
    page.locator("#search").fill("minutes EXECUTIVE doubtful_text")
    assert shown(page) == [DOUBTFUL_ROW]
    for words in ("no such words", "checked_by"):
        page.locator("#search").fill(words)
        assert shown(page) == []
    assert page.get_by_text("Nothing is left").is_visible()
    page.locator("#search").fill("")
    page.locator(".card", has_text=OLD).click()
    assert shown(page) == [name for name in everything if f".{OLD}" in name]


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.closest('.item')?.id ?? document.activeElement.id")
    return found


def test_all_can_be_done_with_keys_alone(window: Window) -> None:
    page = window.open()
    keys = page.keyboard
    keys.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the values"
    keys.press("Enter")
    assert focused(page) == "values"
    keys.press("j")
    assert focused(page) == UNUSED_ROW, "the first row is shown already: j goes on to the second"
    keys.press("k")
    assert focused(page) == STAINED_ROW
    style = "getComputedStyle(document.activeElement)"
    assert page.evaluate(f"{style}.outlineStyle") == "solid"
    assert page.evaluate(f"parseFloat({style}.outlineWidth)") >= 2
    assert not row(page, STAINED_ROW).locator(".facts").is_visible()
    keys.press("Enter")
    assert row(page, STAINED_ROW).locator(".facts").is_visible()
    keys.press("/")
    assert focused(page) == "search"
    keys.type("jk/")
    assert page.locator("#search").input_value() == "jk/"
    page.locator("#search").fill("")
    keys.press("Escape")
    assert focused(page) == STAINED_ROW
    for name in shown(page)[1:4]:
        keys.press("ArrowDown")
        assert focused(page) == current(page) == name
    assert window.complaints == []


def test_j_goes_through_what_is_marked_only_and_stops_at_its_end(window: Window) -> None:
    page = window.open()
    marked = page.locator(".group:not([data-group=CLEAN]) .item").count()
    seen = [current(page)]
    for _ in range(marked + 2):
        page.keyboard.press("j")
        seen.append(current(page))
    assert len(set(seen)) == marked
    assert LONDON_ROW not in seen


def test_letters_can_be_kept_from_being_keys(window: Window) -> None:
    page = window.open()
    page.get_by_text("Keys", exact=True).click()
    page.get_by_label("Letters and signs work as keys").uncheck()
    page.keyboard.press("j")
    assert current(page) == STAINED_ROW


def test_a_correction_is_there_to_copy(window: Window) -> None:
    page = window.open()
    page.evaluate("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }")
    one = row(page, DOUBTFUL_ROW)
    one.locator("summary").first.click()
    one.get_by_text("Correct or confirm it").click()
    one.get_by_role("button", name="Copy").last.click()
    one.get_by_text("Copied").wait_for()
    copied = page.evaluate("window.copied")
    assert 'raw_text = "Minute taking and minutes"' in copied
    assert "confirmed = true" in copied


def test_an_address_leads_to_a_value(window: Window) -> None:
    page = window.open("pay.html")
    page.get_by_role("link", name="£22,000 to £33,000.50").click()
    assert current(page) == LONDON_ROW
    assert row(page, LONDON_ROW).locator(".facts").is_visible()


def test_what_is_unchanged_is_shown_when_asked_for(window: Window) -> None:
    page = window.open("changes.html")
    same = page.locator("li.same, tr.same")
    hidden = [one for one in same.all() if not one.is_visible()]
    assert len(hidden) == same.count() > 0
    page.get_by_label("Show what is unchanged").check()
    assert all(one.is_visible() for one in same.all())


def test_a_narrow_screen_needs_no_scrolling_to_the_side(narrow: Window) -> None:
    for name in PAGES:
        page = narrow.open(name)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0], name
    page = narrow.open(f"index.html#{DOUBTFUL_ROW}")
    row(page, DOUBTFUL_ROW).get_by_text("Correct or confirm it").click()
    block = row(page, DOUBTFUL_ROW).locator("pre").first
    assert block.evaluate("block => block.scrollWidth <= block.clientWidth"), "nothing is cut off"
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    assert is_in_view(page, ".sheet:not([hidden]) rect.current")
    page.get_by_role("button", name="Hide page").click()
    assert not page.locator("#desk").is_visible()
    assert narrow.complaints == []


def light(color: str) -> float:
    """Return how light a colour is, from 0 to 1, as `rgb(28, 31, 35)` says it."""
    return sum(map(float, color.removeprefix("rgb(").removesuffix(")").split(","))) / 765


@pytest.mark.parametrize("dark", [False, True])
def test_light_and_dark_follow_the_system(browser: Browser, pages: Path, *, dark: bool) -> None:
    window = Window(browser, pages, dark=dark)
    for name in PAGES:
        page = window.open(name)
        body = [page.evaluate(f"getComputedStyle(document.body).{what}") for what in ("backgroundColor", "color")]
        lights = [light(color) for color in (body if dark else body[::-1])]
        assert lights[0] < 0.2, name
        assert lights[1] > 0.8, name
    window.context.close()


def test_without_scripts_every_value_and_page_is_there(browser: Browser, pages: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((pages / "index.html").as_uri())
    assert page.locator(".item:visible").count() == 7 + 12
    assert page.locator(".sheet:visible").count() == 3
    assert not page.locator(".filters").is_visible()
    context.close()
