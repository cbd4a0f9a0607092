@echo off
rem Opens the application in the browser. The first time it makes the environment, which takes a minute or a few.
chcp 65001 >nul
cd /d "%~dp0"
if exist .venv\Scripts\analysis.exe goto open
set "PYTHON="
for %%P in ("py -3" "python" "python3") do (
    if not defined PYTHON %%~P -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && set "PYTHON=%%~P"
)
if not defined PYTHON goto no_python
%PYTHON% install.py
if errorlevel 1 goto failed
:open
.venv\Scripts\analysis.exe serve
if errorlevel 1 goto failed
exit /b 0
:no_python
echo Cần Python 3.11 trở lên: https://www.python.org/downloads/ rồi mở lại tệp này.
echo Python 3.11 or newer is needed: https://www.python.org/downloads/, then open this file again.
pause
exit /b 1
:failed
echo Ứng dụng đã dừng hoặc chưa cài đặt được; các dòng trên cho biết vì sao.
echo The application has stopped or could not be installed; the lines above say why.
pause
exit /b 1
