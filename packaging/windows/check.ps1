# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
#
# For a Windows runner, as administrator: what cannot be shown on Linux. Installs, starts, upgrades, refuses to go back,
# removes. Usage: check.ps1 -Msi new.msi [-Older old.msi]
param([Parameter(Mandatory)][string]$Msi, [string]$Older)
$ErrorActionPreference = 'Stop'

function Installer([string[]]$Arguments, [int[]]$Expected = @(0, 3010)) {
    $ended = Start-Process msiexec -ArgumentList ($Arguments + '/qn') -Wait -PassThru
    if ($Expected -notcontains $ended.ExitCode) { throw "msiexec $Arguments gave $($ended.ExitCode)" }
}
function Check([bool]$True, [string]$What) { if (-not $True) { throw "wrong: $What" } else { Write-Output "ok: $What" } }

$setup = 'HKLM:\Software\BundesMessenger\Desktop'
$first = if ($Older) { $Older } else { $Msi }
Installer @('/i', $first, 'HOMESERVER=amt.example', 'AUTOSTART=1')
$folder = (Get-ItemProperty "$setup\Setup").Folder
$program = Join-Path $folder 'bundesmessenger.exe'
Check (Test-Path $program) 'the program is there'
Check ((Get-ItemProperty "$setup\Defaults").Homeserver -eq 'amt.example') 'HOMESERVER is kept'
if ($Older) {
    Installer @('/i', $Msi)
    Check ((Get-ItemProperty "$setup\Defaults").Homeserver -eq 'amt.example') 'HOMESERVER is kept over the upgrade'
    Installer @('/i', $Older) @(1603)
}
$report = Join-Path $env:TEMP 'bundesmessenger-diagnose.txt'
$ended = Start-Process $program -ArgumentList '--diagnose' -RedirectStandardOutput $report -Wait -PassThru
Check (Select-String -Quiet 'vodozemac 0' $report) 'the program starts and knows its libraries'
Check (Select-String -Quiet 'Homeserver = amt.example' $report) 'the default of the installation is read'
New-Item -Force 'HKLM:\Software\Policies\BundesMessenger\Desktop' | Out-Null
Set-ItemProperty 'HKLM:\Software\Policies\BundesMessenger\Desktop' Homeserver 'policy.example'
Start-Process $program -ArgumentList '--print-policies' -RedirectStandardOutput $report -Wait
Check (Select-String -Quiet 'Homeserver = policy.example' $report) 'the machine policy is stronger'
Remove-Item -Recurse 'HKLM:\Software\Policies\BundesMessenger\Desktop'
$window = Start-Process $program -ArgumentList '--profile', (Join-Path $env:TEMP 'bundesmessenger-check') -PassThru
Start-Sleep 15
Check (-not $window.HasExited) 'the window stays open'
Check ($window.MainWindowHandle -ne 0) 'there is a window'
$window.CloseMainWindow() | Out-Null
Check ($window.WaitForExit(20000)) 'it closes'
$handler = (Get-ItemProperty 'HKLM:\Software\Classes\matrix\shell\open\command').'(default)'
Check ($handler -eq "`"$program`" --handle `"%1`"") 'matrix: addresses are opened'
Check ((Get-ItemProperty 'HKLM:\Software\Microsoft\Windows\CurrentVersion\Run').BundesMessenger -like '*--minimized') 'it starts by itself'
$open = Start-Process $program -ArgumentList '--profile', (Join-Path $env:TEMP 'bundesmessenger-check') -PassThru
Start-Sleep 10
Installer @('/i', $Msi, 'REINSTALL=ALL', 'REINSTALLMODE=vomus')
Check ($open.WaitForExit(60000)) 'a running program is asked to end'
Installer @('/x', $Msi, 'REMOVEUSERDATA=1')
$tasks = 'HKLM:\Software\Microsoft\Active Setup\Installed Components'
$task = Get-ChildItem $tasks | Where-Object { $_.GetValue('StubPath') -like '*bundesmessenger*' }
Check ($null -ne $task) 'data of users goes at their next sign-in'
$task | Remove-Item
Check (-not (Test-Path $folder)) 'nothing is left of the program'
Check (-not (Test-Path "$setup\Setup")) 'nothing is left in the registry'
