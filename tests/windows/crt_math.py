"""The complex functions of Windows' C runtime and its source of chance, which Wine 8 lacks: small DLLs that have them.

Some extension modules of numpy and scipy import them from ``api-ms-win-crt-math-l1-1-0.dll``. The DLL
made here forwards what Wine's own runtime has and holds the rest; the modules are pointed at it by a
name of the same length.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

_THEIRS = b"api-ms-win-crt-math-l1-1-0.dll"
_OURS = b"lien-tinh-crt-math-l1-1-00.dll"
_TOOLS = "x86_64-w64-mingw32"
_COMPLEX = re.compile(r"(c(?:abs|arg|real|imag|sqrt|exp|log|pow|a?(?:sin|cos|tan)h?))([fl]?)")
_REAL = {
    "abs": "hypot{f}(__real__ z, __imag__ z)",
    "arg": "atan2{f}(__imag__ z, __real__ z)",
    "real": "__real__ z",
    "imag": "__imag__ z",
}
assert len(_THEIRS) == len(_OURS)


def replace_runtime(site_packages: Path, workshop: Path) -> list[str]:
    """Point every module that needs such a function at a DLL of our own beside it; the names of the modules."""
    candidates = [path for kind in ("*.pyd", "*.dll") for path in site_packages.rglob(kind)]
    needed = {path: _imported(path) for path in candidates if _THEIRS in path.read_bytes()}
    lacking = {path: names for path, names in needed.items() if any(map(_COMPLEX.fullmatch, names))}
    if lacking:
        library = _build(sorted(set().union(*lacking.values())), workshop).read_bytes()
        for path in lacking:
            path.write_bytes(path.read_bytes().replace(_THEIRS, _OURS))
            (path.parent / _OURS.decode()).write_bytes(library)
    return sorted(path.name for path in lacking)


def bring_chance(system: Path, workshop: Path) -> None:
    """``bcryptprimitives.dll`` with its one function that programs in Rust ask for, by way of the older one."""
    code, table = workshop / "chance.c", workshop / "chance.def"
    code.write_text(
        "#include <windows.h>\nBOOLEAN NTAPI SystemFunction036(PVOID, ULONG);\n"
        "BOOL WINAPI our_ProcessPrng(PBYTE to, SIZE_T size) { return SystemFunction036(to, (ULONG)size); }\n",
        encoding="utf-8",
    )
    table.write_text('LIBRARY "bcryptprimitives.dll"\nEXPORTS\nProcessPrng = our_ProcessPrng\n', encoding="utf-8")
    command = [f"{_TOOLS}-gcc", "-O2", "-shared", "-static", "-o", str(system / "bcryptprimitives.dll")]
    subprocess.run([*command, str(code), str(table), "-ladvapi32"], check=True)


def _dump(path: Path) -> str:
    command = [f"{_TOOLS}-objdump", "-p", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True, errors="replace").stdout


def _imported(path: Path) -> set[str]:
    _, _, after = _dump(path).partition(f"DLL Name: {_THEIRS.decode()}")
    block = after.partition("DLL Name:")[0]
    return set(re.findall(r"^\s+[0-9a-f]+\s+(?:<none>\s+)?(?:[0-9a-f]+\s+)?(\w+)\s*$", block, flags=re.MULTILINE))


def _build(names: list[str], workshop: Path) -> Path:
    ours = [name for name in names if _COMPLEX.fullmatch(name)]
    source = "#include <complex.h>\n#include <math.h>\n" + "".join(map(_function, ours))
    exports = [f"{name} = our_{name}" if name in ours else f"{name} = ucrtbase.{name}" for name in names]
    code, table, library = workshop / "math.c", workshop / "math.def", workshop / _OURS.decode()
    code.write_text(source, encoding="utf-8")
    table.write_text(f'LIBRARY "{_OURS.decode()}"\nEXPORTS\n' + "\n".join(exports) + "\n", encoding="utf-8")
    command = [f"{_TOOLS}-gcc", "-O2", "-shared", "-static", "-fno-builtin", "-o", str(library), str(code), str(table)]
    subprocess.run(command, check=True)
    return library


def _function(name: str) -> str:
    """A function in C; a long double of Windows is a double."""
    stem, letter = _COMPLEX.fullmatch(name).groups()
    suffix = "f" if letter == "f" else ""
    real = "float" if suffix else "double"
    if stem[1:] in _REAL:
        return f"{real} our_{name}({real} _Complex z) {{ return {_REAL[stem[1:]].format(f=suffix)}; }}\n"
    if stem == "cpow":
        return f"{real} _Complex our_{name}({real} _Complex z, {real} _Complex w) {{ return cpow{suffix}(z, w); }}\n"
    return f"{real} _Complex our_{name}({real} _Complex z) {{ return {stem}{suffix}(z); }}\n"
