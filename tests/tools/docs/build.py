# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the site: the pages of docs/, those that antsibull-docs makes of the installed collection, and Sphinx.

No page is written twice. The Sphinx source, in .cache/docs, is put together of what is in the repository.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from tests.tools import collection
from tests.tools.docs import check, links, navigation, reference

ROOT = collection.ROOT
WORK = ROOT / ".cache" / "docs"
SOURCE = WORK / "source"
SITE = ROOT / ".cache" / "site"
CONFIGURATION = ROOT / "docs" / "site"
EXAMPLES = "docs/examples"


def repository_files() -> list[str]:
    """Every file that is or would be committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return sorted(name for name in names if (ROOT / name).is_file())


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def run(*command: str, **variables: str) -> None:
    """A command of this environment; what it finds, it has said."""
    words = [collection.tool(command[0]), *command[1:]]
    if subprocess.run(words, cwd=ROOT, env={**os.environ, **variables}, check=False).returncode:
        raise SystemExit(f"{command[0]} found something")


def write(place: str, text: str) -> None:
    path = SOURCE / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def copy(source: str, place: str) -> None:
    path = SOURCE / place
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / source, path)


def write_reference() -> None:
    """The pages of antsibull-docs, of the collection as a user has it."""
    collections, generated = WORK / "collections", WORK / "generated"
    collection.install(collection.build(WORK / "dist"), collections)
    generated.mkdir()
    words = "collection --use-current --squash-hierarchy --no-indexes --no-breadcrumbs --fail-on-error"
    run(
        "antsibull-docs",
        *words.split(),
        f"--dest-dir={generated}",
        "lvs.cluster",
        ANSIBLE_COLLECTIONS_PATH=str(collections),
        PATH=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    )
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(generated.glob("*_*.rst"))}
    texts.pop("environment_variables.rst", None)
    for name, text in texts.items():
        write(f"reference/{name}", reference.without_contents(text))
    parts = [reference.part(name, text) for name, text in texts.items()]
    for kind, page in reference.LISTS.items():
        write(page.place, reference.listing(kind, parts))


def write_examples(files: list[str], site: links.Site) -> None:
    names = [name.removeprefix(f"{EXAMPLES}/") for name in files if name.startswith(f"{EXAMPLES}/")]
    pages = {site.places[f"{EXAMPLES}/{name}"]: "" for name in names if links.is_page(f"{EXAMPLES}/{name}")}
    shown = [name for name in names if not links.is_page(f"{EXAMPLES}/{name}")]
    for name in shown:
        copy(f"{EXAMPLES}/{name}", f"examples/files/{name}")
    write(site.places[EXAMPLES], reference.examples(shown, pages))


def page_texts(files: list[str], site: links.Site) -> dict[str, str]:
    return {name: read(name) for name in files if links.is_page(name) and name in site.places}


def menu(site: links.Site) -> list[navigation.Section]:
    return navigation.sections(yaml.safe_load(read("docs/site/pages.yml")), site.places)


def lost(site: links.Site, texts: dict[str, str]) -> list[str]:
    """Pages that are not in the menu; the page of the examples leads to those among them."""
    guides = {name: text for name, text in texts.items() if not name.startswith(f"{EXAMPLES}/")}
    return navigation.orphans(guides, menu(site), navigation.below(menu(site), guides))


def with_folders(files: list[str]) -> set[str]:
    return {*files, *(str(folder) for name in files for folder in Path(name).parents)}


def write_pages(files: list[str], site: links.Site) -> None:
    """The guides, and the index that leads to all of them."""
    texts, parts, known = page_texts(files, site), menu(site), with_folders(files)
    if missing := lost(site, texts):
        raise SystemExit("\n".join(missing))
    below = navigation.below(parts, texts)
    for name, text in texts.items():
        children = navigation.toctree({site.places[child]: "" for child in below.get(name, ())})
        markdown = name.endswith(".md")
        write(site.places[name], links.rewrite(text, name, site, known) + children if markdown else text)
    introduction = links.rewrite(read(links.INDEX), links.INDEX, site, known)
    write("index.md", navigation.index(introduction, parts, site.places))


def the_site(files: list[str]) -> links.Site:
    places = {name: place for name in files if (place := links.place(name))}
    lists = {page.source: page.place for page in reference.LISTS.values()}
    repository = yaml.safe_load(read("galaxy.yml"))["repository"]
    return links.Site({**places, **lists, EXAMPLES: "examples/index.md"}, repository)


def assemble() -> None:
    shutil.rmtree(WORK, ignore_errors=True)
    files = repository_files()
    site = the_site(files)
    write_reference()
    write_examples(files, site)
    write_pages(files, site)
    for name in files:
        if name in site.places and name.endswith(links.PICTURES):
            copy(name, site.places[name])


def main() -> int:
    try:
        assemble()
    except ValueError as error:
        raise SystemExit(str(error)) from error
    shutil.rmtree(SITE, ignore_errors=True)
    words = "--builder html --fail-on-warning --keep-going --quiet".split()
    folders = [f"--conf-dir={CONFIGURATION}", f"--doctree-dir={WORK}/doctrees", str(SOURCE), str(SITE)]
    run("sphinx-build", *words, *folders)
    return check.main([str(SITE)])


if __name__ == "__main__":
    sys.exit(main())
