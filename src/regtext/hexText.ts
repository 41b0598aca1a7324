/** Text that is given as bytes. */

import { ANSI_UNITS } from '../bytes/codePage1252.ts'
import { type CodePage, readerOf } from '../bytes/codePages.ts'
import { encodeUtf16 } from '../bytes/text.ts'
import type { RegVersion } from './regText.ts'

/** How the bytes of text become the data of a value. */
export class HexText {
  /** The number of values that got a NUL. */
  nuls = 0
  /** Whether there were characters whose code page the text does not say. */
  hasAnsi = false
  readonly #codePage: CodePage
  readonly #addNul: boolean

  /**
   * Starts to convert the data of values.
   *
   * @param codePage - the code page of `REGEDIT4`; null for 1252
   * @param addNul - whether text without a NUL at its end gets one, as in Windows
   */
  constructor(codePage: CodePage | null, addNul: boolean) {
    this.#codePage = codePage ?? 1252
    this.#addNul = addNul
  }

  /**
   * Returns the data of a value.
   *
   * @param data - the bytes that were read
   * @param version - the form of the text: in `REGEDIT4` they are in a code page, otherwise UTF-16LE
   * @returns UTF-16LE
   */
  stored(data: Uint8Array, version: RegVersion): Uint8Array {
    const wide = version === 4 ? this.#widened(data) : data
    if (!this.#addNul) return wide
    const closed = withNul(wide)
    if (closed !== wide) this.nuls++
    return closed
  }

  #widened(data: Uint8Array): Uint8Array {
    this.hasAnsi ||= data.some((byte) => byte >= 0x80)
    if (this.#codePage !== 1252) return encodeUtf16(readerOf(this.#codePage)(data, true))
    return widened(data)
  }
}

/** Converts text from code page 1252 to UTF-16. */
function widened(data: Uint8Array): Uint8Array {
  const wide = new Uint8Array(data.length * 2)
  for (let at = 0; at < data.length; at++) {
    const unit = ANSI_UNITS[data[at] as number] as number
    wide[at * 2] = unit & 0xff
    wide[at * 2 + 1] = unit >> 8
  }
  return wide
}

/** Adds the NUL that Windows adds to text without one; no bytes, or an odd number of them, stay as they are. */
function withNul(data: Uint8Array): Uint8Array {
  const { length } = data
  if (length === 0 || length % 2 !== 0) return data
  if (data[length - 1] === 0 && data[length - 2] === 0) return data
  const closed = new Uint8Array(length + 2)
  closed.set(data)
  return closed
}
