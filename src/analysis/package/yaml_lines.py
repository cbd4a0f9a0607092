"""Read YAML together with the lines its parts stand in, so that a fault can be found."""

import json
import pickle
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from types import ModuleType
from typing import Any

from analysis.errors import AnalysisError, DataError, Fault, RefusedError, find_close
from analysis.package.frames import file_fault
from analysis.package.table_rows import by_key
from analysis.paths import digest, digest_environment, is_sound, keep_sound
from analysis.words.catalogue import refuse, word_error

# Rules of a schema that have words of their own, with what is given and what is asked for.
_WORDED = (
    *("schema_type", "schema_pattern", "schema_minItems", "schema_maxItems", "schema_minLength", "schema_maxLength"),
    *("schema_minimum", "schema_maximum", "schema_uniqueItems", "schema_contains"),
)


def read_yaml(file: Path) -> tuple[Any, Any]:
    """Read a YAML file twice: as nodes, which know their lines, and as plain values; a DataError if it cannot be."""
    import yaml

    name = f"{file.parent.name}/{file.name}"
    try:
        root, content = _read_text(file.read_text(encoding="utf-8"))
        return root, pickle.loads(content)  # each who asks has his own
    except OSError as fault:
        raise DataError([file_fault("file_unread", name, why=fault.strerror)]) from fault
    except UnicodeDecodeError as fault:
        raise DataError([file_fault("file_encoding", name, byte=fault.start)]) from fault
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        mark = getattr(fault, "problem_mark", None)
        why = getattr(fault, "problem", None) or fault
        raise DataError([file_fault("not_yaml", name, mark.line + 1 if mark else None, why=why)]) from fault


@lru_cache(64)  # a preview reads the same lessons and findings for each table that is saved
def _read_text(text: str) -> tuple[Any, bytes]:
    import yaml

    # libyaml is some ten times as fast, and a build reads the findings for each page; but it crashes on what is
    # nested too deep, which its parser, that does not recurse, tells before.
    fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depths = accumulate(
        isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        for event in yaml.parse(text, Loader=fast)
    )
    if max(depths, default=0) > 100:
        raise RecursionError("nested too deep")
    loader = fast(text)
    root = loader.get_single_node()
    return root, pickle.dumps(loader.construct_document(root) if root else None)


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    return node.value if getattr(node, "id", "") == "mapping" else []


def value_of(node: Any, key: object) -> Any:
    """Give the node a key of a mapping leads to, or None."""
    return next((value for name, value in _pairs(node) if name.value == str(key)), None)


def line_of(node: Any, *keys: object) -> int:
    """Give the line of a field inside a node, or of the nearest thing around it that is there.

    Keys of mappings, and places in lists from 0, lead to the field.
    """
    line: int = node.start_mark.line + 1 if node else 1
    for key in keys:
        if getattr(node, "id", "") == "sequence":
            name = value = node.value[key] if isinstance(key, int) and key < len(node.value) else None
        else:
            name, value = next(((name, value) for name, value in _pairs(node) if name.value == str(key)), (None, None))
        if name is None:
            break
        line, node = name.start_mark.line + 1, value
    return line


def fault_in(
    file: str,
    node: Any,
    told: AnalysisError | Mapping[str, str],
    *path: str | int,
    remedy: Mapping[str, str] | None = None,
) -> Fault:
    """Make a fault, told in each language, at the field to which keys, and places from 0, lead."""
    field = "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")
    message = word_error(told) if isinstance(told, AnalysisError) else told
    words = {f"words_{lang}": each for lang, each in message.items()}
    words |= {f"right_{lang}": each for lang, each in (remedy or getattr(told, "remedy", None) or {}).items()}
    return Fault(file, message["en"], line_of(node, *path), field or None, kind="told", details=words)


def find_repeated(node: Any, depth: int = 0) -> Iterator[tuple[str, int]]:
    """Find keys given twice, of which YAML silently keeps the last."""
    if node is None or depth > 4 or isinstance(node.value, str):
        return
    seen: set[str] = set()
    for child in node.value:
        if isinstance(child, tuple):
            key, child = child
            if isinstance(key.value, str) and key.value in seen:
                yield key.value, key.start_mark.line + 1
            seen.add(str(key.value))
        yield from find_repeated(child, depth + 1)


def check_schema(name: str, node: Any, content: Any, schema: str) -> Iterator[Fault]:
    """Tell, each at its field, where a file that was read by `read_yaml` is not as a schema says, or says it twice."""
    yield from (file_fault("key_twice", name, line, cell=key) for key, line in find_repeated(node))
    for error, path in _find_errors(schema, pickle.dumps(content)):
        yield fault_in(name, node, error, *path)


@lru_cache(64)
def _find_errors(schema: str, content: bytes) -> list[tuple[RefusedError, list[str | int]]]:
    if is_sound(mark := digest(digest_environment(), schema, content)):
        return []
    errors = import_jsonschema().Draft202012Validator(json.loads(schema)).iter_errors(pickle.loads(content))
    told = ((_word_error(each), _path_of(each)) for error in errors for each in _find_cause(error))
    if not (found := sorted(told, key=lambda error: (str(error[1]), str(error[0])))):
        keep_sound(mark)
    return found


def _find_cause(error: Any) -> list[Any]:
    """Find what is wrong in the form that was meant, where the schema leaves a choice: that whose keys are there."""
    forms = by_key((cause.relative_schema_path[0], cause) for cause in error.context)
    meant = [
        causes
        for causes in forms.values()
        if not any(cause.validator in ("required", "type") and not cause.relative_path for cause in causes)
    ]
    return [each for cause in meant[0] for each in _find_cause(cause)] if meant else [error]


def _path_of(error: Any) -> list[str | int]:
    """Give the keys and places that lead to what is wrong: to a key itself where it is unknown."""
    known = error.schema.get("properties", {})
    unknown = (key for key in error.instance if key not in known) if error.validator == "additionalProperties" else ()
    return [*error.absolute_path, *[*unknown][:1]]


def _word_error(error: Any) -> RefusedError:
    """Word what a schema finds wrong; what it may say otherwise is told as the library words it."""
    given, rule, asked = error.instance, error.validator, error.validator_value
    if rule in ("oneOf", "anyOf"):
        needed = [(cause.validator_value, cause.validator) for cause in error.context]
        keys = [key for value, kind in needed if kind == "required" for key in value]
        kinds = [str(value) for value, kind in needed if kind == "type"]
        return refuse("schema_choice", given=_shorten(given), choices=", ".join(dict.fromkeys(keys or kinds)))
    if rule == "required":
        return refuse("schema_required", given=next(key for key in asked if key not in given and f"{key!r} is" in
                                                    error.message))  # fmt: skip
    if rule == "additionalProperties" and asked is False:
        known = error.schema.get("properties", {})
        unknown = [key for key in given if key not in known]
        near = " / ".join(close for key in unknown for close in find_close(key, known))
        return refuse("schema_unknown", given=", ".join(unknown), near=near, choices=", ".join(known))
    if rule == "enum":
        near = " / ".join(find_close(given, map(str, asked)))
        return refuse("schema_enum", given=_shorten(given), near=near, choices=", ".join(map(str, asked)))
    if rule == "contains":
        asked = ", ".join(asked.get("required", map(str, asked)))
    if (name := f"schema_{rule}") in _WORDED:
        return refuse(name, given=_shorten(given), asked=asked)
    return refuse("schema_other", given=_shorten(error.message))


def _shorten(given: object) -> str:
    told = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False, default=str)
    return told if len(told) <= 90 else f"{told[:60]} … {told[-20:]}"


def import_jsonschema() -> ModuleType:
    """Import jsonschema without the two seconds in which it builds grammars of web addresses.

    It takes them for the formats ``iri`` and ``iri-reference``, which nothing here checks, where Jupyter happens to
    have installed them. What has been imported otherwise stays as it is.
    """
    grammars = "rfc3987_syntax"
    masked = {"jsonschema", grammars}.isdisjoint(sys.modules)
    if masked:
        sys.modules[grammars] = None  # type: ignore[assignment]  # an import of it now fails, which the library expects
    import jsonschema

    if masked:
        del sys.modules[grammars]
    return jsonschema
