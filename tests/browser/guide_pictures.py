"""Take the pictures of the guide to one's own article in a browser, and put them into its notebook (`make guide`).

They lie there as attachments of its cells, for a site is built where there is no browser.
"""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from analysis import load
from analysis.paths import notebooks_dir
from analysis.words.catalogue import LANGUAGES, say

GUIDE = notebooks_dir() / "guide" / "05_own_article.ipynb"
ARTICLE = """Xã Tân Thử củng cố chi bộ thôn
Báo Tân Thử, ngày 12/3/2024
Đảng bộ xã Tân Thử hiện có 18 chi bộ trực thuộc với 412 đảng viên.
Năm 2023, Đảng bộ kết nạp 14 đảng viên mới, trong đó có 6 nữ.
Từ tháng 5, đảng ủy xã phân công đảng ủy viên dự sinh hoạt chi bộ thôn hằng tháng.
Tuy nhiên, chất lượng sinh hoạt của một số chi bộ còn hạn chế, việc tự phê bình và phê bình chưa thường xuyên.
"""
COLOURS = 24  # of a picture that shows letters and lines


def take(page: Page, lang: str) -> dict[str, bytes]:
    """Walk from an article to its pages; give a picture of each step."""
    taken = {}

    def keep(name: str, *, of: str = "") -> None:
        """Take the window, or one thing `of` it whole: a picture of all would be too small to read on the page."""
        page.wait_for_timeout(600)
        page.mouse.move(0, 0)
        seen = page.locator(of).screenshot() if of else page.screenshot()
        shown = Image.open(io.BytesIO(seen)).convert("RGB").quantize(COLOURS)
        shown.save(written := io.BytesIO(), "png", optimize=True)
        taken[f"{name}_{lang}.png"] = written.getvalue()

    def fill(table: str, **cells: str) -> None:
        page.locator(f"[data-table={table}]").click()
        page.locator("#list .head").last.click()
        for column, text in cells.items():
            field = page.locator(f".row.now [data-column={column}]")
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(text)
            else:
                field.fill(text)
                field.blur()

    page.set_viewport_size({"width": 1100, "height": 1500})
    page.locator("#text").fill(ARTICLE)
    page.locator("#text").evaluate("field => { field.style.height = '24rem'; field.blur(); }")
    keep("paste", of="form:has(#text)")
    page.get_by_role("button", name=say("serve.paste_go", lang)).click()
    page.locator(".row.now").wait_for()
    while page.locator("[data-table=observations][aria-pressed=true]").count():
        if page.locator(".row.now [data-act=offer]").count():
            keep("figure", of=".row.now")
            page.keyboard.press("i")
            page.wait_for_timeout(500)
        known = page.locator(".row.now [data-column=indicator_id]").input_value()
        page.keyboard.press("a" if known else "r")
        page.wait_for_timeout(500)
    theme = load().name("theme", "cell_meeting_quality", lang)
    fill("codings", theme_id=theme, direction="limitation", gloss_vi="Một số chi bộ họp chưa tốt.")
    keep("passage", of=".row.now")
    page.locator(".row.now [data-act=accept]").click()
    fill("localities", name_vi="Tân Thử", level="commune", code="99998")
    page.locator(".row.now [data-act=accept]").click()
    fill("sources", genre="newspaper")
    keep("source", of=".row.now")
    page.locator(".row.now [data-act=accept]").click()
    page.wait_for_timeout(4000)
    page.set_viewport_size({"width": 760, "height": 900})
    page.locator("[data-do=pages]").click()
    page.locator("a.zip").wait_for(timeout=600_000)
    keep("pages")
    return taken


def put_in(pictures: dict[str, bytes]) -> None:
    """Put each picture into the cell that shows it, in the place of the one before."""
    notebook = json.loads(GUIDE.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if named := re.findall(r"\(attachment:(\w+\.png)\)", "".join(cell["source"])):
            cell["attachments"] = {n: {"image/png": base64.b64encode(pictures[n]).decode()} for n in named}
    GUIDE.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    """Take all pictures, each language from an empty folder."""
    pictures: dict[str, bytes] = {}
    for lang in LANGUAGES:
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
            command = [sys.executable, "-u", "-m", "analysis", "serve", "--no-browser", "--folder", folder]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
                address = str(served.stdout and served.stdout.readline()).strip()
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
                page = browser.new_page()
                page.goto(address)
                page.goto(address.partition("?")[0] + f"?lang={lang}")
                pictures |= take(page, lang)
                browser.close()
                served.terminate()
                time.sleep(1)
    put_in(pictures)
    print({name: len(content) for name, content in pictures.items()}, Path(GUIDE).stat().st_size)


if __name__ == "__main__":
    main()
