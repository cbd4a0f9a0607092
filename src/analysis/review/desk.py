"""What lasts from one request to the next: what was judged of each work, what is built, and who works for it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from analysis.build.make import Plan
from analysis.review.judge import Checked, judge
from analysis.review.own_pages import OwnPages
from analysis.review.work import Work


class Desk:
    """The works in a folder, as one program serves them; what takes time is done in threads of its own."""

    def __init__(self, folder: Path, make_plan: Callable[..., Plan]) -> None:
        self.folder, self.pages = folder, OwnPages(make_plan)
        self._judged: dict[str, Checked] = {}
        self._judging: dict[str, asyncio.Task[None]] = {}
        self._workers = ThreadPoolExecutor(2)

    async def aside(self, task: Callable[..., Any], *arguments: Any) -> Any:
        """Do what takes time in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._workers, partial(task, *arguments))

    def last_judgement(self, work: Work) -> Checked:
        """Give what was judged of a work last; if that is not of today's version, that one is judged meanwhile."""
        known = self._judged.get(work.folder.name, Checked())
        if known.version != work.version:
            self._judge(work)
        return known

    async def judgement(self, work: Work) -> Checked:
        """Give what is said of a work as it is; its tables are written by then."""
        while (known := self.last_judgement(work)).version != work.version:
            await self._judge(work)
        return known

    def _judge(self, work: Work) -> asyncio.Task[None]:
        name = work.folder.name

        async def do() -> None:
            try:
                self._judged[name] = await self.aside(judge, work)
            finally:
                del self._judging[name]

        if name not in self._judging:
            self._judging[name] = asyncio.get_running_loop().create_task(do())
        return self._judging[name]

    def stop(self) -> None:
        """End what is being built and judged."""
        self.pages.stop()
        for task in self._judging.values():
            task.cancel()
        self._workers.shutdown(cancel_futures=True)
