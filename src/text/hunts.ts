/** The hunts: ready-made searches for investigators. */

import type { HuntId } from '../worker/protocol.ts'

export interface HuntWords {
  readonly title: string
  /** What it finds. */
  readonly about: string
}

export const HUNTS: Readonly<Record<HuntId, HuntWords>> = {
  autoruns: {
    title: 'Programs that start by themselves',
    about:
      'Run keys, Winlogon, debuggers, Active Setup, boot programs and other known places of SYSTEM, SOFTWARE and user hives',
  },
  'odd-services': {
    title: 'Services with unusual programs',
    about:
      'services outside Windows and Program Files, in folders of users, with a script, or split at a space',
  },
  debuggers: {
    title: 'Debuggers of programs',
    about: 'Image File Execution Options, SilentProcessExit and AeDebug',
  },
  winlogon: { title: 'Logon programs (Winlogon)', about: 'Shell, Userinit, Notify and others' },
  'hidden-names': {
    title: 'Names with hidden characters',
    about: 'controls, invisible characters, reversed text, and spaces at either end',
  },
  'null-names': {
    title: 'Names with a NUL',
    about: 'names that Windows programs cannot open',
  },
  'big-values': { title: 'Large values', about: 'values of 64 KB or more' },
  executables: { title: 'Programs in values', about: 'data with the header of a Windows program' },
  base64: { title: 'Base64 in values', about: '120 characters of base64 or more' },
  entropy: {
    title: 'Compressed or encrypted values',
    about: 'binary data of 2 KB or more with at least 7.2 bits of information in each byte',
  },
  recent: {
    title: 'Keys of the last day',
    about: 'keys written within 24 hours before the newest write of the hive',
  },
}

/** In the order of the menu. */
export const HUNT_IDS: readonly HuntId[] = [
  ...(['autoruns', 'odd-services', 'debuggers', 'winlogon', 'hidden-names', 'null-names'] as const),
  ...(['big-values', 'executables', 'base64', 'entropy', 'recent'] as const),
]
