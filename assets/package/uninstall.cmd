@echo off
rem Takes away what install.cmd made. What people wrote and recorded is theirs and stays.
setlocal
set "TO=%LOCALAPPDATA%\Programs\Ringdesk"
reg delete "HKCU\Software\RegisteredApplications" /f /v Ringdesk >nul 2>nul
reg delete "HKCU\Software\Ringdesk" /f >nul 2>nul
reg delete "HKCU\Software\Classes\Ringdesk.tel" /f >nul 2>nul
reg delete "HKCU\Software\Classes\AppUserModelId\Ringdesk" /f >nul 2>nul
reg delete "HKCU\Software\Microsoft\Windows\CurrentVersion\Run" /f /v Ringdesk >nul 2>nul
del /q "%APPDATA%\Microsoft\Windows\Start Menu\Programs\Ringdesk.url" >nul 2>nul
rem The folder may hold this very file: it goes last, by a line that has been read to its end.
cd /d "%TEMP%"
if exist "%TO%" (rmdir /s /q "%TO%" & if exist "%TO%\ringdesk.exe" (echo Ringdesk is still running: quit it first, by the icon beside the clock, then try again & exit /b 1) else (echo Ringdesk is removed. Customers, calls and recordings stay in %APPDATA%\Ringdesk & exit /b 0))
echo Ringdesk is removed. Customers, calls and recordings stay in %APPDATA%\Ringdesk
exit /b 0
