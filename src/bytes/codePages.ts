/** The code pages that Windows takes for "ANSI", one for each group of languages, and UTF-8. */

/** By the number that Windows gives them. */
export const CODE_PAGES = [
  ...([1252, 1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258] as const),
  ...([874, 932, 936, 949, 950, 65001] as const),
] as const

export type CodePage = (typeof CODE_PAGES)[number]

const LABELS: Readonly<Record<CodePage, string>> = {
  1250: 'windows-1250',
  1251: 'windows-1251',
  1252: 'windows-1252',
  1253: 'windows-1253',
  1254: 'windows-1254',
  1255: 'windows-1255',
  1256: 'windows-1256',
  1257: 'windows-1257',
  1258: 'windows-1258',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  65001: 'utf-8',
}

/**
 * Starts to read text in a code page. What stands for no character becomes U+FFFD.
 *
 * @param codePage - the code page
 * @returns reads the next bytes; a character may begin in one piece and end in the next one
 */
export function readerOf(codePage: CodePage): (bytes: Uint8Array, isLast: boolean) => string {
  const decoder = new TextDecoder(LABELS[codePage], { ignoreBOM: true })
  return (bytes, isLast) => decoder.decode(bytes, { stream: !isLast })
}
