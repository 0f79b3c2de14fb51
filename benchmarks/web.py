"""The web page on loopback: start-up, first page, a turn, two hundred sessions at once, and memory."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from benchmarks.figures import RUNS, percentile, show
from bot.clock import system_clock
from bot.conversation.handlers.membership import login_link
from bot.domain.messages import Address
from bot.domain.teams import Role
from bot.store import Store
from tests.support.web.page import HtmlPage, Visitor

ROOT = Path(__file__).parent.parent
SESSIONS, MEMBERS, STEPS = 200, 50, 3
TURNS, AT_ONCE = 100, 30
ADDRESS = "http://127.0.0.1:8399"


def main() -> None:
    """Print all."""
    subprocess.run([sys.executable, "-m", "bot", "train"], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
    starts = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            seconds, process = start(f"sqlite:///{folder}/bench.sqlite")
            starts.append((seconds, _memory(process, "VmRSS")))
            end(process)
    show("start to the first page, model cached", [seconds for seconds, _ in starts], "s")
    show("  memory then", [megabytes for _, megabytes in starts], "MB", 0)
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/bench.sqlite"
        _, process = start(database)
        asyncio.run(_measure(database))
        show(f"  peak memory after {SESSIONS} sessions", [_memory(process, "VmHWM")], "MB", 0)
        end(process)


def start(database: str) -> tuple[float, subprocess.Popen[bytes]]:
    """Start the page's process; the seconds until its first answer, and the process."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "bot", "web", "--listen", ADDRESS.removeprefix("http://")]
    settings = {**os.environ, "EHBC_DATABASE_URL": database}
    process = subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.DEVNULL)
    while True:
        try:
            httpx.get(ADDRESS).raise_for_status()
        except httpx.TransportError:
            if process.poll() is not None:
                raise
            time.sleep(0.01)
        else:
            return time.perf_counter() - begin, process


def end(process: subprocess.Popen[bytes]) -> None:
    """Stop it."""
    process.terminate()
    process.wait()


def _memory(process: subprocess.Popen[bytes], which: str) -> float:
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(which)) / 1024


async def _measure(database: str) -> None:
    await _first_page()
    guest = Visitor(ADDRESS)
    await guest.opens()
    await _turns(guest, "a tapped choice in a practice", "Oefenen")
    store = Store(database)
    codes = await _codes(store)
    member = Visitor(ADDRESS)
    await member.signs_in(codes[0])
    await _turns(member, "a tapped choice in a real case, commit included", "Nieuw dossier")
    await _many(codes[1:])
    await store.close()


async def _codes(store: Store) -> list[str]:
    """A school with members, and a code for each to sign in with."""
    await store.open(())
    async with store.unit() as unit:
        team = await unit.add_team("School", system_clock())
        codes = []
        for number in range(1, MEMBERS + 2):
            await unit.add_member(team, Address("telegram", str(number)), Role.TEACHER)
            member = await unit.member(Address("telegram", str(number)))
            assert member is not None
            codes.append(await login_link(unit, member, system_clock()))
    return codes


async def _first_page() -> None:
    seconds, sizes = [], []
    for _ in range(50):
        async with httpx.AsyncClient(base_url=ADDRESS) as client:
            begin = time.perf_counter()
            answer = await client.get("/")
            for tag, values in HtmlPage(answer.text).tags:
                if tag in {"link", "script"}:
                    sizes.append((await client.get(values.get("href") or values["src"])).num_bytes_downloaded)
            seconds.append(time.perf_counter() - begin)
            sizes.append(answer.num_bytes_downloaded)
    show("page, style sheet, script and icon, for somebody new", [s * 1000 for s in seconds], "ms", 1)
    show("  all together over the line", [sum(sizes) / 50 / 1000], "kB", 1)


async def _turns(visitor: Visitor, what: str, begin: str) -> None:
    """Take a choice and go back again, as the page's script does."""
    await visitor.taps(begin)
    form, seconds = visitor.page.form("/zeg"), []
    page = visitor.page
    await asyncio.sleep(0)
    for number in range(TURNS):
        label = "Van iemand anders" if number % 2 == 0 else "Vorige stap"
        button = next(b for b in reversed(page.buttons) if b.label.startswith(label))
        values = {**form.values, "knop": button.value, "id": str(int(form.values["id"]) + number + 1)}
        # Slower than a person may be: what is measured is a turn, not how soon the limit sets in.
        await asyncio.sleep(1.0 if number > AT_ONCE else 0)
        start = time.perf_counter()
        answer = await visitor.posts("/zeg", {**values, "na": "0"}, **{"X-Ehbc": "1"})
        seconds.append(time.perf_counter() - start)
        page = HtmlPage(answer.json()["beurten"])
    show(f"{what}, p50", [percentile(seconds, 0.5) * 1000], "ms", 1)
    show("  p99", [percentile(seconds, 0.99) * 1000], "ms", 1)


async def _many(codes: list[str]) -> None:
    members = [Visitor(ADDRESS) for _ in codes]
    for visitor, code in zip(members, codes, strict=True):
        await visitor.signs_in(code)
    guests = [Visitor(ADDRESS) for _ in range(SESSIONS - len(members))]
    await asyncio.gather(*(guest.opens() for guest in guests))
    everybody = [*((visitor, "Nieuw dossier") for visitor in members), *((visitor, "Oefenen") for visitor in guests)]
    seconds: list[float] = []

    async def walk(visitor: Visitor, begin: str) -> bool:
        page = visitor.page
        for number, label in enumerate((begin, "Van iemand anders", "Ja, de leerling wil vertellen")):
            form = visitor.page.form("/zeg")
            identifier = str(int(form.values["id"]) + number)
            values = {**form.values, "id": identifier, "knop": page.button(label).value, "na": "0"}
            start = time.perf_counter()
            answer = await visitor.posts("/zeg", values, **{"X-Ehbc": "1"})
            seconds.append(time.perf_counter() - start)
            page = HtmlPage(answer.json()["beurten"])
        return "Ja, cyberpesten" in page.labels

    begin = time.perf_counter()
    arrived = await asyncio.gather(*(walk(*one) for one in everybody))
    total = time.perf_counter() - begin
    show(f"{SESSIONS} sessions at once, {STEPS} turns each: turns a second", [SESSIONS * STEPS / total], "/s", 0)
    show("  the median of their turns", [percentile(seconds, 0.5)], "s")
    show("  the slowest", [max(seconds)], "s")
    show("  turns lost", [sum(not one for one in arrived)], "", 0)
    for visitor in [*members, *guests]:
        await visitor.leaves()


if __name__ == "__main__":
    main()
