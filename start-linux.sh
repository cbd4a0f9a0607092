#!/bin/sh
# Opens the application in the browser. The first time it makes the environment, which takes a minute or a few.
cd -- "$(dirname -- "$(readlink -f -- "$0" 2>/dev/null || echo "$0")")" || exit 1

stop() { # the window stays until its reader has read why
    printf '\n%s\n%s\n' "$1" "$2"
    if [ -t 0 ]; then printf '\n[Enter] '; read -r _; fi
    exit 1
}

[ -f install.py ] || stop 'Hãy giải nén cả thư mục rồi mở tệp này trong thư mục ấy.' \
    'Unpack the whole folder, then open this file in it.'
if ! .venv/bin/python install.py --ready 2>/dev/null; then
    for python in python3.13 python3.12 python3.11 python3 ''; do
        [ -n "$python" ] || stop 'Cần Python 3.11 trở lên, bản 64-bit: https://www.python.org/downloads/ rồi mở lại tệp này.' \
            'Python 3.11 or newer, of 64 bits, is needed: https://www.python.org/downloads/, then open this file again.'
        # A Mac's own only offers to fetch tools that bring one too old.
        [ "$(uname 2>/dev/null) $(command -v "$python")" != 'Darwin /usr/bin/python3' ] || continue
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
    done
    echo 'Đang cài đặt, chỉ lần đầu, cần mạng… / Installing, this once only, from the network…'
    "$python" install.py || stop 'Chưa cài đặt được; các dòng trên cho biết vì sao. Có mạng rồi thì mở lại tệp này.' \
        'It could not be installed; the lines above say why. Once there is a network, open this file again.'
fi
.venv/bin/python -m analysis serve || stop 'Ứng dụng đã dừng; các dòng trên cho biết vì sao.' \
    'The application has stopped; the lines above say why.'
