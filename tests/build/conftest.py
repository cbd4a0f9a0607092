"""The small site of tiny notebooks, shared with the other rooms that make one."""

from small_site import broken, data, make, notebooks, site  # noqa: F401
