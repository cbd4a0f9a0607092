"""The small site of tiny notebooks, shared with the other rooms that make one."""

from small_site import data, make, notebooks, workers  # noqa: F401
