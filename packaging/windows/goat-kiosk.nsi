; The installer for Windows: the one-folder build, a shortcut in the start menu, and a rule of the firewall.
;
; On Windows:  pyinstaller packaging\one_folder\goat-kiosk.spec --distpath build\one-folder
; There or on Debian:  makensis -DVERSION=0.1.0 -DFOLDER=..\..\build\one-folder\goat-kiosk packaging\windows\goat-kiosk.nsi
;
; NSIS and not another, because its compiler runs on Debian too: `make packages` compiles this recipe around whatever
; folder there is. No installer of it has been run on Windows yet.
; https://nsis.sourceforge.io/Docs/

Unicode true
!include MUI2.nsh

!ifndef VERSION
  !error "Name the version: -DVERSION=0.1.0"
!endif

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\GOaT Kiosk"

Name "GOaT Kiosk"
OutFile "..\..\dist\goat-kiosk-${VERSION}-setup.exe"
InstallDir "$PROGRAMFILES64\GOaT Kiosk"
; The firewall asks for an administrator, and a laptop of a venue has more than one user.
RequestExecutionLevel admin
SetCompressor /SOLID lzma

!define MUI_ICON "..\..\build\icons\goat-kiosk.ico"
!define MUI_UNICON "..\..\build\icons\goat-kiosk.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\goat-kiosk.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Spanish"

; The program itself sees to it that there is one window for a folder of games: a second start brings the first one to
; the front. Windows can not replace the files of a program that runs, so that one is asked for.
!macro WAIT_UNTIL_CLOSED
  again:
    FindWindow $0 "" "GOaT Kiosk"
    IntCmp $0 0 closed
    MessageBox MB_OKCANCEL|MB_ICONEXCLAMATION "Close GOaT Kiosk first; no bag is lost." IDOK again
    Abort
  closed:
!macroend

Section
  !insertmacro WAIT_UNTIL_CLOSED
  SetRegView 64
  SetShellVarContext all
  ; A library of the version before must not lie beside those of this one.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}\*.*"
  CreateShortcut "$SMPROGRAMS\GOaT Kiosk.lnk" "$INSTDIR\goat-kiosk.exe" "run" "$INSTDIR\goat-kiosk.exe"

  ; For the program and not for a port, which can be set. Not on public networks: there nobody's phone is meant.
  nsExec::ExecToLog 'netsh advfirewall firewall delete rule name="GOaT Kiosk"'
  nsExec::ExecToLog 'netsh advfirewall firewall add rule name="GOaT Kiosk" dir=in action=allow protocol=TCP program="$INSTDIR\goat-kiosk.exe" profile=private,domain description="Phones and walls follow the score"'

  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKLM "${KEY}" "DisplayName" "GOaT Kiosk"
  WriteRegStr HKLM "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${KEY}" "DisplayIcon" "$INSTDIR\goat-kiosk.exe"
  WriteRegStr HKLM "${KEY}" "Publisher" "GOaT Kiosk contributors"
  WriteRegStr HKLM "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegDWORD HKLM "${KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${KEY}" "NoRepair" 1
SectionEnd

; The games are their user's, under %LOCALAPPDATA%\goat-kiosk, and stay.
Section "Uninstall"
  !insertmacro WAIT_UNTIL_CLOSED
  SetRegView 64
  SetShellVarContext all
  nsExec::ExecToLog 'netsh advfirewall firewall delete rule name="GOaT Kiosk"'
  Delete "$SMPROGRAMS\GOaT Kiosk.lnk"
  RMDir /r "$INSTDIR"
  DeleteRegKey HKLM "${KEY}"
SectionEnd
