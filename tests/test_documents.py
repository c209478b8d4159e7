"""The documents stay true: what they name exists, and what exists is named."""

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import cast

import click
import pytest

from bitbot.__main__ import main
from bitbot.documents import documents
from bitbot.domain.codes import BASES, PURPOSES, UNKNOWN
from bitbot.domain.organisation import Bit
from bitbot.production import NEEDS
from bitbot.settings import Settings
from handlers.verbs import names

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
THREAT_MODEL = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]

LARGEST_PICTURE = 200_000
# Targets that only serve others.
INNER = {"runtime", "dev"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def rows(document: str) -> list[list[str]]:
    """The cells of every row of every table."""
    lines = [line for line in document.splitlines() if line.startswith("|") and not line.startswith("|--")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def first_cells() -> set[str]:
    return {row[0].strip("`") for row in rows(README)}


def command_paths(group: click.Group, before: str = "bitbot") -> list[str]:
    found = []
    for name, command in group.commands.items():
        path = f"{before} {name}"
        found += command_paths(command, path) if isinstance(command, click.Group) else [path]
    return found


def named_paths(document: str) -> set[str]:
    """What stands between backticks and looks like a file or folder of ours."""
    tops = "|".join(re.escape(path.name) for path in ROOT.iterdir() if path.name not in {".git", ".venv"})
    return set(re.findall(rf"`((?:{tops})(?:/[^`\s<]*)?)`", document))


# The environment


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    told = {row[0].strip("`"): row[1].strip("`") for row in rows(README) if len(row) == 3 and row[0].isupper()}

    assert set(told) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if hasattr(field.default, "get_secret_value") else field.default
        assert told[name.upper()] == str(default), name


def test_what_production_needs_is_what_the_readme_says() -> None:
    section = README.partition("\n## Production\n")[2].partition("\n## ")[0]
    told = {name for row in rows(section) for name in re.findall(r"`(\w+)`", row[1])}
    places = {name.upper() for name in Settings.model_fields} | {field.name for field in fields(Bit)}

    assert told & places == {need.place for need in NEEDS}


def test_the_example_of_the_organisation_names_the_papers_that_production_needs() -> None:
    example = (ROOT / "examples" / "gooi-en-vechtstreek.toml").read_text(encoding="utf-8")

    assert [
        n.place for n in NEEDS if n.place.islower() and not re.search(f"^# {n.place} = ", example, re.MULTILINE)
    ] == []


# The command line


@pytest.mark.parametrize("path", command_paths(main))
def test_every_command_is_in_the_readme(path: str) -> None:
    assert any(cell == path or cell.startswith(f"{path} ") for cell in first_cells())


@pytest.mark.parametrize("told", sorted(set(re.findall(r"`(bitbot [a-z][^`]*)`", README))))
def test_every_command_and_option_the_readme_names_exists(told: str) -> None:
    path = max((path for path in command_paths(main) if f"{told} ".startswith(f"{path} ")), key=len, default="")
    command: click.Command = main
    for name in path.split()[1:]:
        command = cast("click.Group", command).commands[name]

    assert path, told
    known = {option for parameter in command.params for option in parameter.opts}
    assert set(re.findall(r"--[a-z]+", told)) <= known


# What people can type


@pytest.mark.parametrize("name", documents())
def test_a_document_that_is_written_by_the_code_is_as_the_code_would_write_it(name: str) -> None:
    """`make docs` writes it."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == documents()[name]


def test_every_slash_command_is_in_the_readme() -> None:
    assert [name for name in names() if f"`/{name}" not in README] == []


@pytest.mark.parametrize("path", [*DOCUMENTS, ROOT / "bitbot" / "texts" / "nl.toml"], ids=name_of)
def test_every_slash_command_a_document_names_exists(path: Path) -> None:
    told = re.findall(r"(?:^|[`\s„“])/([a-z]+)(?=[\s`.,;]|$)", path.read_text(encoding="utf-8"))

    assert set(told) - set(names()) - {"invite", "healthz", "readyz", "metrics"} == set()


# Files and links


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_local_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))

    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]

    assert [link for link in local if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_file_a_document_names_exists(path: Path) -> None:
    told = named_paths(path.read_text(encoding="utf-8"))

    assert [name for name in sorted(told) if not (ROOT / name).exists()] == []


def test_the_recipes_name_the_tests_that_cover_them() -> None:
    recipes = re.split(r"^### \d+\. ", CONTRIBUTING, flags=re.MULTILINE)[1:]

    assert len(recipes) == 7
    assert [recipe.splitlines()[0] for recipe in recipes if "*Tested for free:*" not in recipe] == []


def test_every_picture_is_small_and_described() -> None:
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", README)

    assert pictures
    assert [path for described, path in pictures if len(described) < 40] == []
    assert [path for _, path in pictures if (ROOT / path).stat().st_size > LARGEST_PICTURE] == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").iterdir()), ids=name_of)
def test_a_decision_has_a_number_and_says_what_it_costs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    number = int(path.name[:3])

    assert text.startswith(f"# {number}. ")
    assert [part for part in ("Context", "Choice", "Why", "What it costs") if f"**{part}.**" not in text] == []


def test_every_purpose_and_basis_that_bitbot_brings_along_is_explained() -> None:
    told = rows((ROOT / "docs" / "grondslagen.md").read_text(encoding="utf-8"))

    purposes = [[f"`{purpose.code}`", purpose.name] for purpose in PURPOSES]
    bases = [[f"`{b.code}`", f"{b.law}, {b.article}", b.task] for b in BASES if b.code != UNKNOWN]
    assert [row for row in purposes if row not in told] == []
    assert [row for row in bases if row not in [cells[:3] for cells in told]] == []


# The threat model


def named_tests(cell: str) -> list[tuple[str, str]]:
    """The tests that a cell names: a file, and then its tests."""
    file, found = "", []
    for told in re.findall(r"`(tests/[\w/]+\.py|test_\w+)`", cell):
        if told.endswith(".py"):
            file = told
        else:
            found.append((file, told))
    return found


THREATS = [row for row in rows(THREAT_MODEL) if row[2] != "test"]


@pytest.mark.parametrize("row", THREATS, ids=lambda row: row[0][:60])
def test_every_threat_names_tests_that_exist(row: list[str]) -> None:
    named = named_tests(row[2])

    assert named
    assert [test for file, test in named if f"\ndef {test}(" not in (ROOT / file).read_text(encoding="utf-8")] == []


# Make


def test_every_target_of_make_is_in_its_help_and_every_target_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE)) - INNER
    told = {target for path in DOCUMENTS for target in re.findall(r"make ([a-z]+)", _code(path))}

    assert told <= targets
    if shutil.which("make"):
        shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
        assert set(re.findall(r"make ([a-z]+)", shown)) == targets


def _code(path: Path) -> str:
    """What a document shows as typed."""
    return "\n".join(re.findall(r"```sh\n.*?```|`[^`\n]+`", path.read_text(encoding="utf-8"), re.DOTALL))
