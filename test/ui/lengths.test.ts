import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const SHEETS = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.css'))
  .map((path) => `src/${path}`)

/** Lines of a style sheet with a length that does not follow the browser's font size. */
function fixedLengths(sheet: string): readonly string[] {
  const lines = readFileSync(sheet, 'utf8').split('\n')
  return lines
    .map((line, at) => ({ line: line.trim(), at: at + 1 }))
    .filter(({ line }) => lengthsIn(line).some((pixels) => Math.abs(pixels) > 3))
    .map(({ line, at }) => `${sheet}:${at}: ${line}`)
}

function lengthsIn(line: string): readonly number[] {
  return [...line.matchAll(/(-?[\d.]+)px\b/g)].map(([, pixels]) => Number(pixels))
}

describe('style sheets', () => {
  it('the style sheets are found', () => {
    expect(SHEETS).toContain('src/ui/theme.css')
  })

  it('style sheets give lengths in rem, except hairlines, so that the page follows the font size', () => {
    expect(SHEETS.flatMap(fixedLengths)).toEqual([])
  })

  it('style sheets give widths of the window in em', () => {
    const queries = SHEETS.flatMap((sheet) =>
      readFileSync(sheet, 'utf8')
        .split('\n')
        .filter((line) => /@media.*(width|height)/.test(line)),
    )
    expect(queries.length).toBeGreaterThan(5)
    expect(queries.filter((query) => !/[\d.]+em\)/.test(query))).toEqual([])
  })
})
