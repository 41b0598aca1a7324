/**
 * The SID of a service. Windows derives it from the name of the service: S-1-5-80 and the five words of the
 * SHA-1 of the name in upper case (MS-DTYP 2.4.2.4, SERVICE_LOGON). It is an identifier, not a secret.
 */

import { encodeUtf16 } from '../bytes/text.ts'
import { upcase } from '../bytes/upcase.ts'
import { parseSid, type Sid } from './sid.ts'

/**
 * Computes the SID of a service from its name.
 *
 * @param name - the name of the service, in any case
 * @returns the SID, `S-1-5-80-…`
 */
export function serviceSid(name: string): Sid {
  const digest = new DataView(sha1(encodeUtf16(upcase(name))).buffer)
  const words = [0, 4, 8, 12, 16].map((at) => digest.getUint32(at, true))
  return parseSid(['S-1-5-80', ...words].join('-')) ?? 'S-1-5-80'
}

const START = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]
/** The constants of each quarter of the 80 rounds. */
const ADDED = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6]
const BLOCK = 64

/** SHA-1 (RFC 3174). */
function sha1(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / BLOCK) * BLOCK)
  padded.set(message)
  padded[message.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n)
  const state = Uint32Array.from(START)
  const words = new Uint32Array(80)
  for (let block = 0; block < padded.length; block += BLOCK) {
    for (let t = 0; t < 16; t++) words[t] = view.getUint32(block + t * 4)
    for (let t = 16; t < 80; t++) {
      words[t] = turn(
        word(words, t - 3) ^ word(words, t - 8) ^ word(words, t - 14) ^ word(words, t - 16),
        1,
      )
    }
    mix(state, words)
  }
  const digest = new Uint8Array(20)
  const out = new DataView(digest.buffer)
  for (const [index, value] of state.entries()) out.setUint32(index * 4, value)
  return digest
}

function mix(state: Uint32Array, words: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
  for (let t = 0; t < 80; t++) {
    const quarter = Math.floor(t / 20)
    const chosen =
      quarter === 0 ? (b & c) | (~b & d) : quarter === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d
    const next = (turn(a, 5) + chosen + e + (ADDED[quarter] as number) + word(words, t)) | 0
    e = d
    d = c
    c = turn(b, 30)
    b = a
    a = next
  }
  for (const [index, value] of [a, b, c, d, e].entries()) {
    state[index] = (word(state, index) + value) | 0
  }
}

function turn(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

function word(words: Uint32Array, index: number): number {
  return words[index] as number
}
