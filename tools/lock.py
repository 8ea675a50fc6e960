"""Rewrite the three hashed locks from pyproject.toml, without any registry's address in them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SELECTIONS = {
    "requirements-install.lock": ["--group", "install"],
    "requirements.lock": ["pyproject.toml"],
    "requirements-dev.lock": ["pyproject.toml", "--group", "dev"],
}
OPTIONS = (
    "--universal --python-version 3.11 --fork-strategy fewest "  # one version for every Python
    "--generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade"
).split()


def compile_lock(name: str, selection: list[str]) -> None:
    """Resolve one lock for every platform; raise CalledProcessError when the wanted versions cannot agree."""
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "--quiet",
        *selection,
        *OPTIONS,
        "--output-file",
        name,
    ]
    subprocess.run(command, cwd=ROOT, check=True)


def main() -> int:
    for name, selection in SELECTIONS.items():
        compile_lock(name, selection)
        print(f"{name} rewritten; read its difference before you commit it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
