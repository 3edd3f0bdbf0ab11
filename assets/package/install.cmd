@echo off
rem Installs Ringdesk for the person who runs this: no administrator, nothing outside their own folders and registry.
setlocal
set "TO=%LOCALAPPDATA%\Programs\Ringdesk"
set "MENU=%APPDATA%\Microsoft\Windows\Start Menu\Programs"
set "HERE=%~dp0"
if /i "%HERE%"=="%TO%\" goto registered

if not exist "%TO%" mkdir "%TO%"
xcopy /e /i /q /y "%HERE%*" "%TO%" >nul
if errorlevel 1 goto failed

:registered
if not exist "%MENU%" mkdir "%MENU%"
(
  echo [InternetShortcut]
  echo URL=file:///%TO:\=/%/Ringdesk-window.exe
  echo IconFile=%TO%\Ringdesk-window.exe
  echo IconIndex=0
) > "%MENU%\Ringdesk.url"

rem Telephone links. Windows asks the person which program is to open them; choices made before stay.
reg add "HKCU\Software\Classes\Ringdesk.tel" /f /ve /d "Telephone link" >nul
reg add "HKCU\Software\Classes\Ringdesk.tel" /f /v "URL Protocol" /d "" >nul
reg add "HKCU\Software\Classes\Ringdesk.tel\shell\open\command" /f /ve /d "\"%TO%\Ringdesk-window.exe\" dial \"%%1\"" >nul
reg add "HKCU\Software\Ringdesk\Capabilities" /f /v ApplicationName /d "Ringdesk" >nul
reg add "HKCU\Software\Ringdesk\Capabilities" /f /v ApplicationDescription /d "The telephone desk of a small office" >nul
reg add "HKCU\Software\Ringdesk\Capabilities\URLAssociations" /f /v tel /d "Ringdesk.tel" >nul
reg add "HKCU\Software\Ringdesk\Capabilities\URLAssociations" /f /v callto /d "Ringdesk.tel" >nul
reg add "HKCU\Software\RegisteredApplications" /f /v Ringdesk /d "Software\Ringdesk\Capabilities" >nul
if errorlevel 1 goto failed

echo Ringdesk is installed in %TO%
exit /b 0

:failed
echo Ringdesk could not be installed in %TO%
echo If it is running, quit it first: the icon beside the clock, Quit
exit /b 1
