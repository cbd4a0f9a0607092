#!/bin/sh
# Opens the application in the browser. The first time it makes the environment, which takes a minute or a few.
cd -- "$(dirname -- "$0")" || exit 1

stop() { # the window stays until its reader has read why
    printf '\n%s\n%s\n' "$1" "$2"
    if [ -t 0 ]; then printf '\n[Enter] '; read -r _; fi
    exit 1
}

if [ ! -x .venv/bin/analysis ]; then # what install.py puts there last
    for python in python3 python3.13 python3.12 python3.11 ''; do
        [ -n "$python" ] || stop 'Cần Python 3.11 trở lên: https://www.python.org/downloads/ rồi mở lại tệp này.' \
            'Python 3.11 or newer is needed: https://www.python.org/downloads/, then open this file again.'
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
    done
    echo 'Đang cài đặt, chỉ lần đầu… / Installing, this once only…'
    "$python" install.py || stop 'Chưa cài đặt được; các dòng trên cho biết vì sao.' \
        'It could not be installed; the lines above say why.'
fi
.venv/bin/analysis serve || stop 'Ứng dụng đã dừng; các dòng trên cho biết vì sao.' \
    'The application has stopped; the lines above say why.'
