/**
 * A report as an HTML page: one file without scripts, which forbids itself to load anything. Every name and text of the
 * hive is escaped.
 */

import { spellName } from '../bytes/spelling.ts'
import { REPORT } from '../text/report.ts'
import { previewValue } from '../values/preview.ts'
import { typeName } from '../values/valueType.ts'
import type { ReportForm } from './reports.ts'

/** Bytes of data that are shown of a value. */
const MOST_DATA = 1024

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.45 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
h1 { font-size: 1.35rem; }
h2 { font: 600 0.95rem/1.4 ui-monospace, monospace; margin: 1.75rem 0 0.25rem; overflow-wrap: anywhere; }
p { margin: 0.25rem 0; }
.note { color: GrayText; font-size: 0.85rem; }
table { border-collapse: collapse; width: 100%; margin-top: 0.5rem; }
th, td { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: 0.25rem 0.5rem; text-align: start; vertical-align: top; }
th { font-weight: 600; }
td { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
td.size { text-align: end; white-space: nowrap; }
@media print { body { margin: 0; max-width: none; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
`

/**
 * Begins an HTML page.
 *
 * @param title - its title
 * @param lines - what is said before the rest
 * @returns the beginning, up to the open body
 */
export function htmlHead(title: string, lines: readonly string[]): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'"
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    `<h1>${escapeHtml(title)}</h1>`,
    ...lines.map((line) => `<p class="note">${escapeHtml(line)}</p>`),
    '',
  ].join('\n')
}

/**
 * Begins a table of an HTML page.
 *
 * @param columns - the titles of its columns
 * @returns the table, up to its open body
 */
export function htmlTable(columns: readonly string[]): string {
  const titles = columns.map((title) => `<th scope="col">${escapeHtml(title)}</th>`).join('')
  return `<table>\n<thead><tr>${titles}</tr></thead>\n<tbody>\n`
}

/** The end of a table that `htmlTable` began. */
export const HTML_TABLE_END = '</tbody>\n</table>\n'
/** The end of a page that `htmlHead` began. */
export const HTML_END = '</body>\n</html>\n'

/**
 * Makes the form of a report that is an HTML page.
 *
 * @param title - its title
 * @returns the form; the page is in UTF-8
 */
export function htmlReport(title: string): ReportForm {
  let hasTable = false
  return {
    mostData: MOST_DATA,
    begin: () => htmlHead(title, [REPORT.leftOut]),
    key({ path, className, lastWrite }) {
      const about = [REPORT.lastWrite(lastWrite)]
      if (className !== null) about.push(REPORT.className(className))
      return `<h2><bdi>${escapeHtml(path)}</bdi></h2>\n<p class="note">${escapeHtml(about.join(' · '))}</p>\n`
    },
    value({ name, type, size, data }) {
      const head = hasTable ? '' : htmlTable(REPORT.columns)
      hasTable = true
      const { text, cut } = previewValue(type, size, data)
      const shown = `${spellName(text)}${cut ? '…' : ''}`
      const cells = [name === '' ? REPORT.defaultName : spellName(name), typeName(type), shown]
      const row = cells.map((cell) => `<td><bdi>${escapeHtml(cell)}</bdi></td>`).join('')
      return `${head}<tr>${row}<td class="size">${size}</td></tr>\n`
    },
    endKey() {
      const end = hasTable ? HTML_TABLE_END : ''
      hasTable = false
      return end
    },
    end: () => HTML_END,
    encode: encodeHtml,
  }
}

const encoder = new TextEncoder()

/**
 * Writes a part of an HTML page as UTF-8.
 *
 * @param text - the part
 * @returns its bytes; halves of surrogate pairs become U+FFFD
 */
export function encodeHtml(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(encoder.encode(text))
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * Writes any text for HTML, where it means nothing but itself.
 *
 * @param text - the text
 * @returns the text with references for what HTML takes for its own
 */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? '')
}
