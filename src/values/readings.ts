/**
 * Interpretations of a number or of a few bytes, for the details pane and the number editor
 * (ui-anchors 4.6). The text catalogue has their names.
 *
 * An interpretation as a time is offered only if the time is plausible for a registry.
 */

import { filetimeFromDate, formatFiletime } from '../bytes/filetime.ts'
import { formatGuid } from '../bytes/guid.ts'
import { decodeDword, decodeDwordBigEndian, decodeQword } from './decode.ts'
import { standardType, VALUE_TYPE } from './valueType.ts'

export interface Reading {
  readonly kind:
    | 'hex'
    | 'decimal'
    /** Two's complement; only of numbers whose highest bit is set. */
    | 'signed'
    | 'binary'
    /** The numbers of the bits that are set, from 0: `0, 3–5`; only of numbers with any. */
    | 'flags'
    | 'filetime'
    /** Seconds since 1970. */
    | 'unix-seconds'
    | 'unix-milliseconds'
    | 'guid'
  /** The number as text; a time is in UTC. */
  readonly text: string
  /** The time that it may be, as a FILETIME; only of the kinds that are times. */
  readonly time?: bigint
}

/** Numbers that are times before NT or far in the future are hardly meant as times. */
const PLAUSIBLE_FROM = Date.UTC(1990, 0, 1)
const PLAUSIBLE_TO = Date.UTC(2060, 0, 1)
const FILETIME_FROM = filetimeFromDate(PLAUSIBLE_FROM)
const FILETIME_TO = filetimeFromDate(PLAUSIBLE_TO)

/**
 * Lists all interpretations of a number, in a fixed order.
 *
 * @param value - the unsigned number
 * @param bits - its size in bits
 * @returns the interpretations; those as a time only if the time is plausible
 */
export function numberReadings(value: bigint, bits: 32 | 64): readonly Reading[] {
  const readings: Reading[] = [
    { kind: 'hex', text: `0x${value.toString(16).padStart(bits / 4, '0')}` },
    { kind: 'decimal', text: value.toString() },
  ]
  const signed = BigInt.asIntN(bits, value)
  if (signed < 0n) readings.push({ kind: 'signed', text: signed.toString() })
  readings.push({ kind: 'binary', text: binaryGroups(value, bits) })
  if (value !== 0n) readings.push({ kind: 'flags', text: setBits(value) })
  if (bits === 64 && value >= FILETIME_FROM && value < FILETIME_TO) {
    readings.push(timeReading('filetime', value))
  }
  addUnixTime(readings, 'unix-seconds', value * 1000n)
  addUnixTime(readings, 'unix-milliseconds', value)
  return readings
}

function addUnixTime(readings: Reading[], kind: Reading['kind'], ms: bigint): void {
  if (ms < PLAUSIBLE_FROM || ms >= PLAUSIBLE_TO) return
  readings.push(timeReading(kind, filetimeFromDate(Number(ms))))
}

function timeReading(kind: Reading['kind'], time: bigint): Reading {
  return { kind, text: formatFiletime(time), time }
}

/** The numbers of the bits that are set, with runs of three or more written as ranges. */
function setBits(value: bigint): string {
  const digits = [...value.toString(2)].reverse()
  const runs: string[] = []
  for (let bit = 0; bit < digits.length; bit++) {
    if (digits[bit] !== '1') continue
    const first = bit
    while (digits[bit + 1] === '1') bit++
    if (bit - first >= 2) runs.push(`${first}–${bit}`)
    else for (let one = first; one <= bit; one++) runs.push(String(one))
  }
  return runs.join(', ')
}

/** Groups of four bits, from the first group that is not zero: `10 1010` as `0010 1010`. */
function binaryGroups(value: bigint, bits: 32 | 64): string {
  const digits = value.toString(2)
  const padded = digits.padStart(Math.min(bits, Math.ceil(digits.length / 4) * 4), '0')
  return padded.replace(/(?<=.)(?=(?:.{4})+$)/g, ' ')
}

/**
 * Lists the interpretations of stored data: of a number by its type; of other data that is not text
 * if it has the size of a number or a GUID, read as little endian.
 *
 * @param type - any 32-bit type number
 * @param data - the data as it is stored
 * @returns the interpretations; empty if there is nothing to add to the bytes
 */
export function dataReadings(type: number, data: Uint8Array): readonly Reading[] {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
    case VALUE_TYPE.MULTI_SZ:
    case VALUE_TYPE.LINK:
      return []
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
      return readingsOf(decodeDwordBigEndian(data), 32)
    default:
      if (data.length === 4) return readingsOf(decodeDword(data), 32)
      if (data.length === 8) return readingsOf(decodeQword(data), 64)
      return data.length === 16 ? [{ kind: 'guid', text: formatGuid(data) }] : []
  }
}

function readingsOf(value: number | bigint | null, bits: 32 | 64): readonly Reading[] {
  return value === null ? [] : numberReadings(BigInt(value), bits)
}
