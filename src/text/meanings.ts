/** The words for what the data of well-known values means. */

import type { ChoiceSet } from '../known/choices.ts'
import type { Meaning, MeaningLabel } from '../known/meanings.ts'

export const MEANING_LABELS: Readonly<Record<MeaningLabel, string>> = {
  meaning: 'Meaning',
  program: 'Program',
  runs: 'Times run',
  'last-run': 'Last run',
  'focus-time': 'In front for',
  time: 'Time',
  order: 'Order',
  file: 'File',
  'disk-signature': 'Disk signature',
  'partition-offset': 'Partition starts at',
  'partition-guid': 'Partition',
  'last-logon': 'Last logon',
  'password-set': 'Password set',
  'account-expires': 'Account expires',
  'last-failed-logon': 'Last failed logon',
  logons: 'Logons',
  'failed-logons': 'Failed logons',
  programs: 'Programs',
  entry: 'Program',
  more: 'More programs',
  folder: 'Leads to',
  modified: 'Modified',
  created: 'Created',
  accessed: 'Last access',
  'mft-entry': 'MFT entry',
}

const DESKTOP = ', may speak with the desktop'

const CHOICE_WORDS: Readonly<Record<ChoiceSet, Readonly<Record<number, string>>>> = {
  'service-start': {
    0: 'Boot: loaded by the boot loader',
    1: 'System: started by the kernel when it starts',
    2: 'Automatic: started by the service control manager',
    3: 'Manual: started on demand',
    4: 'Disabled: cannot be started',
  },
  'service-type': {
    1: 'Kernel driver',
    2: 'File system driver',
    4: 'Adapter',
    8: 'File system recognizer',
    16: 'Service in a process of its own',
    32: 'Service that shares a process',
    80: 'Template of a user service, in a process of its own',
    96: 'Template of a user service that shares a process',
    208: 'User service in a process of its own',
    224: 'User service that shares a process',
    272: `Service in a process of its own${DESKTOP}`,
    288: `Service that shares a process${DESKTOP}`,
  },
  'error-control': {
    0: 'Ignore: a failure to start is not reported',
    1: 'Normal: a failure to start is reported, and Windows starts',
    2: 'Severe: after a failure Windows starts with the last known good configuration',
    3: 'Critical: as severe, and that start fails too if the service does',
  },
  'lm-level': {
    0: 'Send LM and NTLM responses',
    1: 'Send LM and NTLM responses, NTLMv2 session security if agreed',
    2: 'Send NTLM responses only',
    3: 'Send NTLMv2 responses only',
    4: 'Send NTLMv2 responses only, refuse LM',
    5: 'Send NTLMv2 responses only, refuse LM and NTLM',
  },
  'crash-dump': {
    0: 'No memory dump',
    1: 'Complete memory dump',
    2: 'Kernel memory dump',
    3: 'Small memory dump',
    7: 'Automatic memory dump',
  },
  'remote-desktop': {
    0: 'Remote Desktop connections are allowed',
    1: 'Remote Desktop connections are refused',
  },
  'network-category': {
    0: 'Public network',
    1: 'Private network',
    2: 'Domain network',
  },
  'consent-prompt': {
    0: 'Elevate without asking',
    1: 'Ask for credentials on the secure desktop',
    2: 'Ask for consent on the secure desktop',
    3: 'Ask for credentials',
    4: 'Ask for consent',
    5: 'Ask for consent for programs that are not from Windows',
  },
  update: {
    2: 'Notify before download',
    3: 'Download, and notify before installation',
    4: 'Download and install on a schedule',
    5: 'Local administrators choose',
    7: 'Notify before installation and restart',
  },
}

/**
 * What a value means, in words.
 *
 * @param timeText - writes a time in the zone that the user chose
 */
export function meaningText(meaning: Meaning, timeText: (time: bigint) => string): string {
  switch (meaning.kind) {
    case 'choice':
      return CHOICE_WORDS[meaning.set][meaning.number] ?? ''
    case 'time':
      return timeText(meaning.time)
    case 'local-time':
      return `${meaning.text}, local time of that computer`
    case 'number':
      return meaning.number.toLocaleString('en')
    case 'minutes':
      return `UTC${meaning.minutes < 0 ? '−' : '+'}${clock(Math.abs(meaning.minutes))}`
    case 'seconds':
      return durationText(meaning.seconds)
    case 'text':
      return meaning.text
    case 'program': {
      const { text, time, started } = meaning
      const facts = [time !== null && `modified ${timeText(time)}`, started === true && 'started']
      return [text, ...facts].filter(Boolean).join(', ')
    }
    case 'never':
      return 'never'
  }
}

function clock(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

function durationText(seconds: number): string {
  const whole = Math.round(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  const parts = [
    hours > 0 && `${hours.toLocaleString('en')} h`,
    minutes > 0 && `${minutes} min`,
    `${whole % 60} s`,
  ]
  return parts.filter(Boolean).join(' ')
}
