"""A process that makes reports, lent to all tests that build one."""

from small_site import workers  # noqa: F401
