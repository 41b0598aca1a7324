/** Tables as text, read back. */

export interface Row {
  readonly hive: string
  readonly path: string
  readonly name: string | null
  readonly type: string | null
  readonly text: string | null
  readonly number: number | null
  readonly raw: string | null
  readonly last_write: string | null
  readonly cell: number
  readonly state: string
}

export const rowsOf = (text: string): Row[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

/** The cells of CSV, without a reader of ours: quotation marks are doubled, and no cell has a line break. */
export function cellsOf(text: string): string[][] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
      ),
    )
}
