"""Write `data/README.md`, the dictionary of the tables, from `datapackage.json`.

Run ``make dictionary`` after a change of the data package; a test compares the two.
"""

import sys

from analysis.package.schema import Package, TableSchema, read_package

_FIGURES = """## `figures.csv`: Mọi số liệu, cả số tính được / All figures, computed ones too

Chỉ có trong `data.zip` của trang (và là bảng `figures` của `data.xlsx`, `data.sqlite`): mỗi dòng là một số liệu,
tên gọi bằng cả hai thứ tiếng; `basis` ghi `computed` ở số tính được. Làm từ các bảng trên, không sửa tay.
Only in `data.zip` of the site (and as the table `figures` of `data.xlsx` and `data.sqlite`): one row is one figure,
with names in both languages; `basis` says `computed` where it is computed.
Made from the tables above, never edited by hand."""


def describe_package(package: Package) -> str:
    """Describe every table and column of a package in Vietnamese and English, as Markdown."""
    parts = [
        f"# {package.title['vi']}",
        f"{package.title['en']}\n\nVersion {package.version}, licence {package.licence}. "
        "Made from `datapackage.json`; change that, then run `make dictionary`.",
        f"{package.description['vi']}\n\n{package.description['en']}",
        *(_describe_table(table) for table in (*package.tables.values(), *package.lists.values())),
        _FIGURES,
    ]
    return "\n\n".join(parts) + "\n"


def _describe_table(table: TableSchema) -> str:
    rows = []
    for field in table.fields:
        limits = [f"`{'.'.join(field.foreign_key)}`" if field.foreign_key else "", ", ".join(field.enum)]
        limits += [f"≥ {field.minimum:g}"] if field.minimum is not None else []
        limits += [f"≤ {field.max_length} characters"] if field.max_length else []
        name = f"`{field.name}`" + ("" if field.required else " (may be empty)")
        cells = (name, field.type, field.meaning("vi"), field.meaning("en"), "; ".join(filter(None, limits)))
        rows.append(f"| {' | '.join(cells)} |\n")
    return (
        f"## `{table.name}.csv`: {table.title['vi']} / {table.title['en']}\n\n"
        f"{table.description['vi']}\n{table.description['en']}\n\n"
        f"Key: {', '.join(f'`{column}`' for column in table.key)}\n\n"
        "| Column | Type | Tiếng Việt | English | Values |\n| --- | --- | --- | --- | --- |\n"
        f"{''.join(rows).rstrip()}"
    )


if __name__ == "__main__":
    # The file is UTF-8 with LF whatever the console is.
    sys.stdout.buffer.write(describe_package(read_package()).encode("utf-8"))
