/**
 * The keys that administrators and investigators look at first, by kind of hive. Paths are from the root of the hive;
 * `CurrentControlSet` stands for the control set that `Select` names.
 */

import type { HiveKind } from '../worker/protocol.ts'

export interface KnownKey {
  readonly title: string
  readonly path: string
}

const NT = 'Microsoft\\Windows NT\\CurrentVersion'
const WINDOWS = 'Microsoft\\Windows\\CurrentVersion'
const CONTROL = 'CurrentControlSet\\Control'
const SERVICES = 'CurrentControlSet\\Services'
const USER = `Software\\${WINDOWS}`
const EXPLORER = `${USER}\\Explorer`

function known(title: string, path: string): KnownKey {
  return { title, path }
}

export const KNOWN_KEYS: Readonly<Partial<Record<HiveKind, readonly KnownKey[]>>> = {
  SYSTEM: [
    known('Boot programs (Session Manager)', `${CONTROL}\\Session Manager`),
    known('Computer name', `${CONTROL}\\ComputerName\\ComputerName`),
    known('Control set in use (Select)', 'Select'),
    known('Environment of the computer', `${CONTROL}\\Session Manager\\Environment`),
    known('Firewall rules', `${SERVICES}\\SharedAccess\\Parameters\\FirewallPolicy`),
    known('Last shutdown', `${CONTROL}\\Windows`),
    known('Local security (Lsa)', `${CONTROL}\\Lsa`),
    known('Mounted devices', 'MountedDevices'),
    known('Network interfaces', `${SERVICES}\\Tcpip\\Parameters\\Interfaces`),
    known('Programs that ran (BAM)', `${SERVICES}\\bam\\State\\UserSettings`),
    known('Programs that ran (ShimCache)', `${CONTROL}\\Session Manager\\AppCompatCache`),
    known('Remote Desktop', `${CONTROL}\\Terminal Server`),
    known('Services and drivers', SERVICES),
    known('Shared folders', `${SERVICES}\\LanmanServer\\Shares`),
    known('Time zone', `${CONTROL}\\TimeZoneInformation`),
    known('USB devices', 'CurrentControlSet\\Enum\\USB'),
    known('USB storage', 'CurrentControlSet\\Enum\\USBSTOR'),
    known('Windows setup', 'Setup'),
  ],
  SOFTWARE: [
    known('Application paths', `${WINDOWS}\\App Paths`),
    known('Debuggers (Image File Execution Options)', `${NT}\\Image File Execution Options`),
    known('Installed programs', `${WINDOWS}\\Uninstall`),
    known('Installed programs, 32-bit', `WOW6432Node\\${WINDOWS}\\Uninstall`),
    known('Logon (Winlogon)', `${NT}\\Winlogon`),
    known('Networks', `${NT}\\NetworkList\\Profiles`),
    known('Policies', 'Policies\\Microsoft\\Windows'),
    known('Policies of User Account Control', `${WINDOWS}\\Policies\\System`),
    known('Profiles of users', `${NT}\\ProfileList`),
    known('Programs at logon (Run)', `${WINDOWS}\\Run`),
    known('Programs at logon, 32-bit (Run)', `WOW6432Node\\${WINDOWS}\\Run`),
    known('Programs at the next logon (RunOnce)', `${WINDOWS}\\RunOnce`),
    known('Scheduled tasks', `${NT}\\Schedule\\TaskCache\\Tree`),
    known('Windows Defender', 'Microsoft\\Windows Defender'),
    known('Windows Update', `${WINDOWS}\\WindowsUpdate`),
    known('Windows version', NT),
  ],
  NTUSER: [
    known('Desktop', 'Control Panel\\Desktop'),
    known('Drives that were mounted', `${EXPLORER}\\MountPoints2`),
    known('Environment of the user', 'Environment'),
    known('Files that were opened or saved', `${EXPLORER}\\ComDlg32\\OpenSavePidlMRU`),
    known('Folders of the user', `${EXPLORER}\\User Shell Folders`),
    known('Internet settings', `${USER}\\Internet Settings`),
    known('Network drives', 'Network'),
    known('Paths typed in Explorer', `${EXPLORER}\\TypedPaths`),
    known('Policies of Explorer', `${USER}\\Policies\\Explorer`),
    known('Programs at logon (Run)', `${USER}\\Run`),
    known('Programs at the next logon (RunOnce)', `${USER}\\RunOnce`),
    known('Programs that ran (UserAssist)', `${EXPLORER}\\UserAssist`),
    known('Programs started by Win+R (RunMRU)', `${EXPLORER}\\RunMRU`),
    known('Recent documents', `${EXPLORER}\\RecentDocs`),
    known('Remote Desktop connections', 'Software\\Microsoft\\Terminal Server Client\\Servers'),
    known('Searches in Explorer', `${EXPLORER}\\WordWheelQuery`),
  ],
  UsrClass: [
    known(
      'Folders that were opened (BagMRU)',
      'Local Settings\\Software\\Microsoft\\Windows\\Shell\\BagMRU',
    ),
    known(
      'Programs that ran (MuiCache)',
      'Local Settings\\Software\\Microsoft\\Windows\\Shell\\MuiCache',
    ),
  ],
  SAM: [
    known('Groups of the computer', 'SAM\\Domains\\Account\\Aliases'),
    known('Local users', 'SAM\\Domains\\Account\\Users'),
    known('Members of built-in groups', 'SAM\\Domains\\Builtin\\Aliases'),
    known('Names of local users', 'SAM\\Domains\\Account\\Users\\Names'),
  ],
  SECURITY: [
    known('Accounts with privileges', 'Policy\\Accounts'),
    known('Audit policy', 'Policy\\PolAdtEv'),
    known('Cached logons', 'Cache'),
    known('Secrets', 'Policy\\Secrets'),
  ],
  Amcache: [
    known('Devices', 'Root\\InventoryDevicePnp'),
    known('Files of programs', 'Root\\InventoryApplicationFile'),
    known('Files of programs, before Windows 10 1709', 'Root\\File'),
    known('Installed programs', 'Root\\InventoryApplication'),
  ],
  BCD: [
    known('Boot entries', 'Objects'),
    known('Boot manager', 'Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}'),
  ],
  COMPONENTS: [
    known('Components', 'DerivedData\\Components'),
    known('Packages', 'CanonicalData\\Deployments'),
  ],
  DRIVERS: [
    known('Driver packages', 'DriverDatabase\\DriverPackages'),
    known('Devices and their drivers', 'DriverDatabase\\DeviceIds'),
  ],
}
