"""What the linters cannot say about how the program is built."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bitbot.organisation_file import Entry, read

ROOT = Path(__file__).parent.parent
PACKAGES = ("bitbot", "handlers", "storage", "scheduling")
EXAMPLE = ROOT / "examples" / "gooi-en-vechtstreek.toml"

MOST_LINES = 500

# Where a transaction may be opened: one per request, one per tick, and where all is wired together.
OPENERS = ("handlers/dispatch.py", "scheduling/", "bitbot/app.py", "bitbot/__main__.py", "bitbot/usecases/", "storage/")

# Written in halves, so that this file does not find itself.
INDEX_HOSTS = ("pypi" + ".org", "python" + "hosted.org", "npmjs" + ".org", "yarnpkg" + ".com", "proxy.golang" + ".org")


def modules(*tops: str) -> list[Path]:
    return sorted(path for top in tops for path in (ROOT / top).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[str]:
    """What is called in a module, each as the last part of its name: `session.commit()` is `commit`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=called) | ast.Attribute(attr=called):
                    yield called


def tracked_files() -> list[Path]:
    """Every file of the project: known to git, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def text_of(path: Path) -> str:
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


def organisation() -> list[Entry]:
    """The partners and the people of the example."""
    example = read(EXAMPLE.read_text(encoding="utf-8"))
    return [entry for entry in example.entries if entry.subject in {"partner", "member"}]


def strings_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


EVERY_MODULE = modules(*PACKAGES, "tests", "benchmarks")


@pytest.mark.parametrize("path", EVERY_MODULE, ids=name_of)
def test_module_starts_by_saying_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", EVERY_MODULE, ids=name_of)
def test_module_is_short_enough_to_read(path: Path) -> None:
    """What a tool wrote is not meant to be read whole."""
    assert "migrations" in path.parts or len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_only_storage_commits() -> None:
    committing = [name_of(path) for path in modules("bitbot", "handlers", "scheduling") if "commit" in calls(path)]

    assert committing == []


def test_a_store_is_opened_in_few_places() -> None:
    opening = [name_of(path) for path in modules(*PACKAGES) if "open_store" in calls(path)]

    assert [name for name in opening if not name.startswith(OPENERS)] == []


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_no_partner_or_person_is_named_in_code(path: Path) -> None:
    names = {entry.values["name"] for entry in organisation()}
    codes = {e.key for e in organisation() if e.subject == "partner" and e.key != e.values["kind"]}
    code = path.read_text(encoding="utf-8")

    assert names
    assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", code)] == []
    assert codes & strings_in(path) == set()


# The audit log is for accountability, never for statistics: nothing else may know its tables.
READERS_OF_AUDIT = {
    f"storage/{name}.py" for name in ("audit", "progress", "sealing", "tables", "triggers", "verifying")
}
# And these alone may ask those who do for what is in it.
ASKERS_OF_AUDIT = {"bitbot/usecases/toezicht.py", "bitbot/auditing.py"}


def test_the_audit_log_is_read_for_supervision_only() -> None:
    code = {name_of(path): path.read_text(encoding="utf-8") for path in modules(*PACKAGES)}
    tables = re.compile(r"tables\.audit|from storage\.tables import .*\baudit|\b(FROM|INTO|JOIN) audit\b")
    names = r"(about|of_member|between)\b"
    questions = re.compile(rf"audit\.{names}\(|from storage\.audit import .*\b{names}")

    knowing = {name for name, text in code.items() if tables.search(text)}
    asking = {name for name, text in code.items() if questions.search(text)}

    assert knowing - {name for name in knowing if "/migrations/" in name} <= READERS_OF_AUDIT
    assert asking == ASKERS_OF_AUDIT


def test_no_folder_of_tests_hides_a_package() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_no_file_names_a_package_index() -> None:
    naming = [name_of(path) for path in tracked_files() if any(host in text_of(path) for host in INDEX_HOSTS)]

    assert naming == []


@pytest.mark.parametrize("requirements", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_has_its_hashes(requirements: str) -> None:
    pins = (ROOT / requirements).read_text(encoding="utf-8").replace("\\\n", "").splitlines()

    unproven = [pin for pin in pins if "==" in pin and "--hash=sha256:" not in pin]

    assert unproven == []
