@echo off
rem Opens the application in the browser. The first time it makes the environment, which takes a minute or a few.
chcp 65001 >nul
pushd "%~dp0"
if not exist install.py goto unpack
if not exist .venv\Scripts\python.exe goto install
.venv\Scripts\python.exe install.py --ready >nul 2>nul && goto open
:install
echo Đang cài đặt, chỉ lần đầu, cần mạng… / Installing, this once only, from the network…
set "PYTHON="
for %%P in ("py -3.13" "py -3.12" "py -3.11" "py -3" "python" "python3") do (
    if not defined PYTHON call %%~P -c "import sys; sys.exit(sys.version_info < (3, 11) or sys.maxsize < 2**32)" >nul 2>nul && set "PYTHON=%%~P"
)
if not defined PYTHON goto no_python
call %PYTHON% install.py || goto failed
:open
.venv\Scripts\python.exe -m analysis serve || goto stopped
exit /b 0
:unpack
echo Hãy giải nén cả thư mục (nháy chuột phải vào tệp ZIP, Extract All…) rồi mở tệp này trong thư mục ấy.
echo Unpack the whole folder (right-click the ZIP file, Extract All…), then open this file in it.
pause
exit /b 1
:no_python
echo Cần Python 3.11 trở lên, bản 64-bit: https://www.python.org/downloads/ rồi mở lại tệp này.
echo Python 3.11 or newer, of 64 bits, is needed: https://www.python.org/downloads/, then open this file again.
pause
exit /b 1
:failed
echo Chưa cài đặt được; các dòng trên cho biết vì sao. Có mạng rồi thì mở lại tệp này.
echo It could not be installed; the lines above say why. Once there is a network, open this file again.
pause
exit /b 1
:stopped
echo Ứng dụng đã dừng; các dòng trên cho biết vì sao.
echo The application has stopped; the lines above say why.
pause
exit /b 1
