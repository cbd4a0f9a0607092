"""What one notebook may take and show, whichever engine runs it."""

import sys
from collections.abc import Mapping
from typing import Any

OUTPUT_LIMIT = 20_000_000
"""Characters that one notebook may show; a report that a browser opens at once has a fiftieth of that."""

_RESERVE = 200_000_000  # bytes in which a notebook that took all it may can still say so


class OutputLimitError(RuntimeError):
    """More output than a page can hold."""

    def __init__(self) -> None:
        super().__init__(f"the notebook shows more than {OUTPUT_LIMIT // 1_000_000} million characters")


def limit_memory(shell: Any, beyond: int | None) -> None:
    """Let the process of a shell take so many bytes beyond what it has, on Linux; a cell gets a `MemoryError` else."""
    if sys.platform == "linux" and beyond is not None:
        import resource

        from psutil import Process

        most = Process().memory_info().vms + beyond + _RESERVE
        if (given := resource.getrlimit(resource.RLIMIT_AS)[1]) != resource.RLIM_INFINITY:
            most = min(most, given)  # what a shell or a queue allows nobody may exceed
        limit = max(most - _RESERVE, most // 2)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))

        def tell(shell: Any, *error: Any, **options: Any) -> None:
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
            shell.showtraceback(error, **options)

        shell.set_custom_exc((MemoryError,), tell)


def count_shown(content: Mapping[str, Any]) -> int:
    """Count the characters of an output, in all its forms."""
    return len(content.get("text", "")) + sum(len(str(form)) for form in content.get("data", {}).values())
