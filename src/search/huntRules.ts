/**
 * Places and tests of the hunts: what investigators look for first. Places are those that Microsoft documents for
 * programs that start by themselves (Sysinternals Autoruns, "Run and RunOnce Registry Keys", "Winlogon", "Image File
 * Execution Options", "AppInit DLLs", "LSA authentication packages"), by the kind of hive in which they are.
 */

/** A ready-made search. */
export type HuntId =
  | 'autoruns'
  | 'odd-services'
  | 'debuggers'
  | 'winlogon'
  | 'hidden-names'
  | 'null-names'
  | 'big-values'
  | 'executables'
  | 'base64'
  | 'entropy'
  | 'recent'

/** Values at known places. */
export interface HuntPlace {
  /** The kind of hive. */
  readonly hive: string
  /** Names of keys in lower case; `*` is any one name, `controlset` any control set. */
  readonly path: readonly string[]
  /** Names of values in lower case; null for all. */
  readonly names: readonly string[] | null
  /** Whether the keys below belong to the place too. */
  readonly below?: boolean
  /** What a text has to be like; any if it is left out. */
  readonly test?: (text: string) => boolean
}

const WINDOWS = 'microsoft\\windows\\currentversion'
const NT = 'microsoft\\windows nt\\currentversion'

function place(
  hive: string,
  path: string,
  names: readonly string[] | null,
  more: Pick<HuntPlace, 'below' | 'test'> = {},
): HuntPlace {
  return { hive, path: path.split('\\'), names, ...more }
}

/** The same keys of a computer, of its 32-bit programs, and of a user. */
function everywhere(path: string, names: HuntPlace['names'], more?: { readonly below: boolean }) {
  return [
    place('SOFTWARE', path, names, more),
    place('SOFTWARE', `wow6432node\\${path}`, names, more),
    place('NTUSER', `software\\${path}`, names, more),
    place('NTUSER', `software\\wow6432node\\${path}`, names, more),
  ]
}

const BELOW = { below: true } as const
const WINLOGON = [
  ...['shell', 'userinit', 'taskman', 'system', 'vmapplet', 'appsetup', 'ginadll', 'uihost'],
]
const DEBUGGERS: readonly HuntPlace[] = [
  // With `UseFilter`, the debugger is in a key below, one for each path of a program.
  ...everywhere(`${NT}\\image file execution options\\*`, ['debugger', 'verifierdlls'], BELOW),
  ...everywhere(`${NT}\\silentprocessexit\\*`, ['monitorprocess']),
  ...everywhere(`${NT}\\aedebug`, ['debugger']),
]
const LOGON: readonly HuntPlace[] = [
  ...everywhere(`${NT}\\winlogon`, WINLOGON),
  ...everywhere(`${NT}\\winlogon\\notify`, ['dllname'], BELOW),
  ...everywhere(`${NT}\\winlogon\\gpextensions\\*`, ['dllname']),
  ...everywhere(`${NT}\\winlogon\\alternateshells\\availableshells`, null),
]
const RUN = ['run', 'runonce', 'runonceex', 'runservices', 'runservicesonce']

/** The values of a place hunt. */
export const HUNT_PLACES: Readonly<Partial<Record<HuntId, readonly HuntPlace[]>>> = {
  autoruns: [
    ...[
      ...[...RUN, 'policies\\explorer\\run'].map((name) => `${WINDOWS}\\${name}`),
      ...RUN.map((name) => `${NT}\\terminal server\\install\\software\\${WINDOWS}\\${name}`),
    ].flatMap((path) => everywhere(path, null, BELOW)),
    ...everywhere(`${WINDOWS}\\policies\\system`, ['shell']),
    ...everywhere('policies\\microsoft\\windows\\system\\scripts', ['script'], BELOW),
    ...everywhere(`${WINDOWS}\\group policy\\scripts`, ['script'], BELOW),
    ...LOGON,
    ...DEBUGGERS,
    ...everywhere(`${NT}\\windows`, ['appinit_dlls', 'iconservicelib', 'load', 'run']),
    ...everywhere('microsoft\\active setup\\installed components\\*', ['stubpath']),
    ...everywhere('microsoft\\command processor', ['autorun']),
    place('NTUSER', 'environment', ['userinitmprlogonscript']),
    place('NTUSER', 'control panel\\desktop', ['scrnsave.exe']),
    place('SYSTEM', 'controlset\\control\\session manager', [
      ...['bootexecute', 'bootexecutenopnpsync', 'execute', 'platformexecute', 'setupexecute'],
      's0initialcommand',
    ]),
    place('SYSTEM', 'controlset\\control\\session manager\\appcertdlls', null),
    place('SYSTEM', 'controlset\\control\\lsa', [
      ...['authentication packages', 'notification packages', 'security packages'],
    ]),
    place('SYSTEM', 'controlset\\control\\lsa\\osconfig', ['security packages']),
    place('SYSTEM', 'controlset\\control\\securityproviders', ['securityproviders']),
    place('SYSTEM', 'controlset\\control\\safeboot', ['alternateshell']),
    place('SYSTEM', 'controlset\\control\\print\\monitors\\*', ['driver']),
    place('SYSTEM', 'controlset\\control\\print\\providers\\*', ['name']),
    place('SYSTEM', 'controlset\\control\\networkprovider\\order', ['providerorder']),
    place('SYSTEM', 'controlset\\control\\terminal server\\wds\\rdpwd', ['startupprograms']),
    place('SYSTEM', 'controlset\\control\\terminal server\\winstations\\*', ['initialprogram']),
    place('SYSTEM', 'controlset\\control\\bootverificationprogram', ['imagepath']),
    place('SYSTEM', 'setup', ['cmdline']),
  ],
  'odd-services': [
    place('SYSTEM', 'controlset\\services\\*', ['imagepath', 'failurecommand'], { test: isOdd }),
    place('SYSTEM', 'controlset\\services\\*', ['servicedll'], { ...BELOW, test: isOdd }),
  ],
  debuggers: DEBUGGERS,
  winlogon: LOGON,
}

/** Where Windows and installers put programs of services. */
const USUAL = [
  ...[
    '\\systemroot\\',
    '%systemroot%\\',
    '%windir%\\',
    'system32\\',
    'syswow64\\',
    '\\??\\c:\\windows\\',
  ],
  ...['c:\\windows\\', 'c:\\program files\\', 'c:\\program files (x86)\\', '%programfiles%\\'],
  ...['%programw6432%\\', '%commonprogramfiles%\\', '%commonprogramfiles(x86)%\\'],
  ...['%programfiles(x86)%\\', '\\??\\c:\\program files\\', '\\??\\c:\\program files (x86)\\'],
  'c:\\programdata\\microsoft\\windows defender\\',
]
/** Parts of those that anybody can write to, ways out of them, and programs that run what they are told. */
const ODD = [
  ...[
    '\\..\\',
    '\\temp\\',
    '\\tasks\\',
    '\\users\\',
    '\\appdata\\',
    '\\perflogs\\',
    '\\$recycle',
    '\\spool\\drivers\\',
  ],
  ...[
    'powershell',
    'cmd.exe',
    'cmd /',
    'mshta',
    'wscript',
    'cscript',
    'regsvr32',
    'rundll32',
    '%comspec%',
  ],
  ...['bitsadmin', 'certutil', 'http:', 'https:', 'frombase64', ' -enc'],
]

/** Whether the command of a service is not where such programs usually are, or is split at a space of its path. */
function isOdd(text: string): boolean {
  const command = text.trim().toLowerCase().replace(/^"/, '')
  if (command === '') return false
  const isUsual = USUAL.some((start) => command.startsWith(start))
  return !isUsual || ODD.some((part) => command.includes(part)) || isSplit(text.trim())
}

/** Variables of folders whose names have a space. */
const PROGRAM_FILES = /^%(?:programfiles(?:\(x86\))?|programw6432|commonprogramfiles(?:\(x86\))?)%/

/** Whether Windows tries a shorter path first: one with a space and without quotation marks. */
function isSplit(command: string): boolean {
  const path = command.toLowerCase().replace(PROGRAM_FILES, 'c:\\program files')
  if (!/^[a-z]:\\/.test(path)) return false
  const end = path.indexOf('.exe')
  return end > 0 && path.slice(0, end).includes(' ')
}
