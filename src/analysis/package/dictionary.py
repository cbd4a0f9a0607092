"""Write `data/README.md`, the dictionary of the tables, from `datapackage.json`.

Run ``make dictionary`` after a change of the data package; a test compares the two.
"""

import sys
from pathlib import Path

from analysis.package.schema import Field, Package, read_package


def describe_package(package: Package) -> str:
    """Describe every table and column of a package in Vietnamese and English, as Markdown."""
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), keep_trailing_newline=True)
    tables = [*package.tables.values(), *package.lists.values()]
    return environment.get_template("dictionary.md.j2").render(package=package, tables=tables, limits=_limits)


def _limits(field: Field) -> str:
    limits = [f"`{'.'.join(field.foreign_key)}`" if field.foreign_key else "", ", ".join(field.enum)]
    limits += [f"≥ {field.minimum:g}"] if field.minimum is not None else []
    limits += [f"≤ {field.max_length} characters"] if field.max_length else []
    return "; ".join(filter(None, limits))


if __name__ == "__main__":
    # The file is UTF-8 with LF whatever the console is.
    sys.stdout.buffer.write(describe_package(read_package()).encode("utf-8"))
