"""What the house rules read: the files of the repository, their imports and their calls."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "mitoyen"
SITE = PACKAGE / "web"
COMMANDS = PACKAGE / "cli"


@cache
def files() -> tuple[Path, ...]:
    """Every file of the repository, committed or about to be, in order."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def with_suffix(*suffixes: str) -> list[Path]:
    return [path for path in files() if path.suffix in suffixes]


def library() -> list[Path]:
    """Modules that may know no framework, clock, environment or network; the command line stands apart."""
    modules = [path for path in with_suffix(".py") if path.is_relative_to(PACKAGE)]
    return [path for path in modules if not path.is_relative_to(SITE) and not path.is_relative_to(COMMANDS)]


def site() -> list[Path]:
    return [path for path in with_suffix(".py") if path.is_relative_to(SITE)]


def templates() -> list[Path]:
    return [path for path in with_suffix(".html") if path.is_relative_to(SITE)]


def named(path: Path) -> str:
    """A path as a reader of the repository writes it."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """Dotted names a module imports, wherever in the module it does."""
    return {name for node in ast.walk(ast.parse(path.read_text())) for name in _imported(node)}


def dotted(path: Path) -> set[str]:
    """Dotted names a module reads, such as `os.environ` or `datetime.date.today`."""
    nodes = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute))
    return {ast.unparse(node) for node in nodes}


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
