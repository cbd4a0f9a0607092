#!/bin/sh
# Opens the application in the browser, as on Linux; macOS opens a file of this ending in a window of its own.
exec sh "$(dirname -- "$0")/start-linux.sh"
