/** The words for the resources of devices. */

import type { Resource, ResourceGroup } from '../values/resources.ts'

export const RESOURCES = {
  title: 'Resources',
  none: 'No resources are listed.',
  cut: 'The data ends before all of the resources that it announces.',
} as const

/** The kinds of bus, by their numbers (INTERFACE_TYPE). */
const BUSES = [
  'Internal',
  'ISA',
  'EISA',
  'Micro Channel',
  'TurboChannel',
  'PCI',
  'VME',
  'NuBus',
  'PCMCIA',
  'C-bus',
  'MPI',
  'MPSA',
  'Processor internal',
  'Internal power',
  'PnP ISA',
  'PnP',
  'VMCS',
  'ACPI',
]

const KINDS: Readonly<Record<number, string>> = {
  0: 'No resource',
  1: 'Port',
  2: 'Interrupt',
  3: 'Memory',
  4: 'DMA channel',
  5: 'Device-specific data',
  6: 'Bus number',
  7: 'Large memory',
  128: 'Configuration data',
  129: 'Private data',
  130: 'PC Card configuration',
  131: 'Multifunction card configuration',
  132: 'Connection',
}

const SHARES = ['', 'only the device', 'only the driver', 'shared']

/** The heading of the resources on a bus. */
export function busText({ bus, busNumber }: ResourceGroup): string {
  const name = bus < 0 ? 'Undefined' : (BUSES[bus] ?? `Kind ${bus}`)
  return `${name} bus ${busNumber}`
}

export function resourceKind({ type }: Resource): string {
  return KINDS[type] ?? `Kind ${type}`
}

/** A resource in a line: its range, what is needed of it, and who shares it. */
export function resourceText(resource: Resource): string {
  const { range, length, affinity, option, share, data } = resource
  const parts: string[] = []
  if (range !== null) parts.push(rangeText(resource, range))
  else if (data.length > 0) parts.push(`${data.length} bytes`)
  if (length !== null) parts.push(`${numberText(length)} of them`)
  if (affinity !== null) parts.push(`affinity ${hexText(affinity)}`)
  const shared = SHARES[share]
  if (shared) parts.push(shared)
  if (option !== null && (option & 8) !== 0) parts.push('alternative')
  if (option !== null && (option & 1) !== 0) parts.push('preferred')
  return parts.join(', ')
}

/** Addresses and ports in hexadecimal; interrupts, channels and buses in decimal. */
function rangeText({ type }: Resource, { first, last }: NonNullable<Resource['range']>): string {
  const write = type === 2 || type === 4 || type === 6 ? numberText : hexText
  return first === last ? write(first) : `${write(first)} to ${write(last)}`
}

function hexText(number: bigint): string {
  return `0x${number.toString(16).toUpperCase()}`
}

function numberText(number: bigint): string {
  return number.toLocaleString('en')
}
