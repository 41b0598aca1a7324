import { type HexTextError, parseHexText } from '../../bytes/hex.ts'

/** Units that are parsed in one task of the page, which takes a few milliseconds. */
const SLICE_UNITS = 131_072

/** Whether hex text is so long that it has to be parsed in slices to keep the page responsive. */
export function isLongHex(text: string): boolean {
  return text.length > SLICE_UNITS
}

/** Parses hex text as `parseHexText` does, a slice at a time. */
export async function parseHexSlices(text: string): Promise<Uint8Array | HexTextError> {
  const slices: Uint8Array[] = []
  let length = 0
  for (let at = 0; at < text.length; ) {
    const end = sliceEnd(text, at)
    const read = parseHexText(text.slice(at, end))
    if (!(read instanceof Uint8Array)) return { ...read, at: at + read.at }
    slices.push(read)
    length += read.length
    at = end
    await new Promise((resolve) => setTimeout(resolve))
  }
  const bytes = new Uint8Array(length)
  let filled = 0
  for (const slice of slices) {
    bytes.set(slice, filled)
    filled += slice.length
  }
  return bytes
}

/**
 * The end of the slice at `at`: after a separator, or inside a long run of digits after a whole
 * byte.
 */
function sliceEnd(text: string, at: number): number {
  const wanted = at + SLICE_UNITS
  if (wanted >= text.length) return text.length
  for (let end = wanted; end > at; end--) {
    if (/[\s,]/.test(text.charAt(end - 1))) return end
  }
  const isRun = !/[^0-9a-f]/i.test(text.slice(at, wanted))
  return isRun ? wanted : text.length
}
