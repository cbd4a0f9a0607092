#!/bin/sh
# Opens the application in the browser, as on Linux; macOS opens a file of this ending in a window of its own.
exec sh "$(dirname -- "$(readlink -f -- "$0" 2>/dev/null || echo "$0")")/start-linux.sh"
