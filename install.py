"""Make `.venv` and install there what requirements.txt pins, and this project: what `make` does first.

Nothing but Python is needed. uv does it in seconds; where it cannot be had, pip does the same in about a minute.
Each package must have one of the hashes that requirements.txt names.
"""

import ast
import os
import re
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PINS = ROOT / "requirements.txt"
# Written last, and of what: of this folder, for what is in an environment names it, and of these pins.
MARK = VENV / "made.txt"
# Windows opens files of 259 characters, and the longest in .venv has 161.
SHORT = 90
# What the first reports need beside what the process that they are made from imports; see analysis.build.warm.
COMPILED = "import papermill, nbconvert, xlsxwriter, scipy.stats, docxtpl, pptx, openpyxl"
# Where pip looks for packages, as uv calls it.
SETTINGS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
}
NO_UV = """Chưa dùng được uv; pip cài thay, mất khoảng một phút.
uv cannot be had here, or cannot install; pip does, which takes about a minute."""
NO_VENV = """Chưa tạo được môi trường trong .venv. Trên Debian, Ubuntu cài thêm gói python3-venv, rồi thử lại.
The environment .venv could not be made. On Debian and Ubuntu install the package python3-venv, then try again."""
LINKED = """.venv là đường dẫn tới {place}. Cài vào đó sẽ xóa những gì ở đó. Hãy xóa đường dẫn .venv, rồi thử lại.
.venv is a link to {place}. To install there would empty what it leads to. Remove the link .venv, then try again."""

TOO_LONG = """Đường dẫn của thư mục này dài {length} ký tự, có lẽ quá dài với Windows. Hãy dời cả thư mục
đến nơi ngắn hơn, ngoài OneDrive, như C:\\tulieu, rồi thử lại.
The path of this folder has {length} characters, perhaps too many for Windows. Move the folder to a shorter place
outside OneDrive, such as C:\\tulieu, then try again."""


def main() -> None:
    """Install with uv if that can be done, else with pip, and say which; with --ready only tell whether it is done."""
    if sys.version_info < (3, 11):
        sys.exit("Python 3.11 or newer is needed; set PYTHON=path/to/python")
    made, wanted = read_mark(), f"{ROOT}\n{PINS.read_text(encoding='utf-8')}"
    if "--ready" in sys.argv:
        sys.exit(made != wanted)
    if (place := VENV.resolve()) != VENV:  # a junction of Windows too
        sys.exit(LINKED.format(place=place))
    os.chdir(ROOT)
    started = time.monotonic()
    # One that is half made, or of a folder that was moved, is made from the beginning.
    again = [] if made.startswith(f"{ROOT}\n") and run([BIN / "python", "-c", ""]) else ["--clear"]
    # The pip that comes with Python installs into there too: to make another takes as long as all packages with uv.
    is_there = find_spec("pip") is not None
    if not run([sys.executable, "-m", "venv", *["--without-pip"] * is_there, *again, VENV]):
        sys.exit(NO_VENV)
    MARK.unlink(missing_ok=True)
    pip = [sys.executable, "-m", "pip", "--python", VENV] if is_there else [BIN / "python", "-m", "pip"]
    by = "uv"
    asked = begin([*pip, "config", "list"])
    if not (fetch_uv(pip) and install([BIN / "uv", "pip"], read_settings(asked.communicate()[0] if asked else ""))):
        by = "pip"
        print(NO_UV, file=sys.stderr)
        if not install(pip, {}):
            if os.name == "nt" and (length := len(str(ROOT))) > SHORT:
                print(TOO_LONG.format(length=length), file=sys.stderr)
            sys.exit("the packages could not be installed; the lines above say why")
    name_from_here()
    MARK.write_text(wanted, encoding="utf-8")
    print(f"{len(read_pins())} packages pinned, installed in .venv with {by} in {time.monotonic() - started:.0f} s")


def read_mark() -> str:
    """Read what the environment was made of; nothing where it is not whole."""
    try:
        return MARK.read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        return ""


def read_pins() -> list[str]:
    """List the entries of requirements.txt, each with its hashes."""
    return re.findall(r"^[a-z0-9].*(?:\n +--hash.*)+", PINS.read_text(encoding="utf-8"), re.MULTILINE)


def fetch_uv(pip: list[str | Path]) -> bool:
    """Let pip install uv as it is pinned; tell whether it could."""
    alone = VENV / "uv.txt"
    alone.write_text("\n".join(entry for entry in read_pins() if entry.startswith("uv==")), encoding="utf-8")
    return run([*pip, "install", "--quiet", "--require-hashes", "--no-deps", "-r", alone])


def read_settings(told: str) -> dict[str, str]:
    """Read from what pip told where packages are looked for; uv knows only its own variables."""
    # Hashes, not the index that is asked first, say which file is the right one.
    variables = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    for name, value in re.findall(r"^[^=]*\.([a-z-]+)=(.*)$", told, re.MULTILINE):
        if name in SETTINGS:
            words = str(ast.literal_eval(value)).split()
            variables[SETTINGS[name]] = ("," if name == "find-links" else " ").join(words)
    return {**variables, **{name: os.environ[name] for name in variables if name in os.environ}}


def install(installer: list[str | Path], variables: dict[str, str]) -> bool:
    """Install the pinned packages and, without a hash, the project itself; tell whether both could be."""
    where = {**os.environ, "VIRTUAL_ENV": str(VENV), **variables}
    pinned = [*installer, "install", "--quiet", "--require-hashes", "-r", PINS]
    project = [*installer, "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", "."]
    if not run(pinned, where):
        return False
    # Python compiles what is imported for the first time: a process of its own does so while the rest is installed.
    begin([BIN / "python", "-c", COMPILED])
    return run(project, where)


def name_from_here() -> None:
    """Name this folder in the environment by the way from there.

    Python 3.12 and older read its whole name in the code page of Windows, and do not start where that
    lacks its letters.
    """
    for path in VENV.glob("[Ll]ib/**/*.pth"):
        if path.read_bytes().decode(errors="replace").strip() == str(ROOT / "src"):
            path.write_text(os.path.relpath(ROOT / "src", path.parent), encoding="ascii")


def begin(command: list[str | Path]) -> subprocess.Popen[str] | None:
    """Start a program whose output can be read and whose complaints nobody needs; None where it is not there."""
    try:
        return subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    except OSError:
        return None


def run(command: list[str | Path], where: dict[str, str] | None = None) -> bool:
    """Run a program; tell whether it did what it should, and no where it is not there."""
    try:
        return subprocess.run(list(map(str, command)), env=where, check=False).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    main()
