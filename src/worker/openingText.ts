/**
 * Opens a .reg or JSON text as a hive made of it. The text names no hive, so one of its roots becomes the root key, or
 * each root becomes a key.
 */

import { applyChangesSteps } from '../edit/changes.ts'
import { Hive } from '../offreg/Hive.ts'
import type { RootRule, TextRoot } from '../regtext/MappedPaths.ts'
import { part } from '../work.ts'
import type { SourceText } from './DocumentTexts.ts'
import type { HiveDocument } from './HiveDocument.ts'
import { readText, type TextRead } from './importing.ts'
import type { DocInfo, RequestOf, RowPage, SkippedRow, TextSource } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'
import { runInSlices } from './slices.ts'

/** Bytes of a hive for each byte of a text, at most: keys of ASCII letters become records of 80 bytes. */
const GROWTH = 4
const WITHOUT_NUL = { prefix: '', lenient: true, addNul: true } as const
/** The progress once the roots are known, and once the text is read. */
const KNOWN = 0.3
const READ = 0.6

/** Opens a text as a new document. When cancelled there is none. */
export function openText(
  session: Session,
  request: RequestOf<'openText'>,
  context: CallContext,
): Promise<DocInfo> {
  const { file, name } = request
  return session.withRoom(GROWTH * file.size, async () => {
    const { signal, progress } = context
    const read = (rules: readonly RootRule[], from: number, to: number) => {
      const text = { ...WITHOUT_NUL, name, file, rules, codePage: request.codePage }
      const own = { signal, progress: (done: number) => progress(from + done * (to - from)) }
      return readText(text, { rules, controlSet: null }, own)
    }
    const first = await read([], 0, KNOWN)
    const roots = first.paths.others
    const root = request.root === undefined ? likelyRoot(roots) : request.root
    // JSON has no roots.
    const text = roots.length === 0 ? first : await read(rulesFor(roots, root), KNOWN, READ)
    const hive = Hive.create()
    hive.survey()
    const making = hive.transactSteps((scope) => applyChangesSteps(scope, name, text.changes))
    await runInSlices(part(making, READ, 1), { signal, onProgress: progress })
    const nothing = { handle: null, logs: [], newest: null, recovered: null, built: true }
    const source = sourceOf(text, roots, root)
    return session.add({ name: hiveName(name), hive, ...nothing, unsaved: true, source })
  })
}

/** The only root of a text; null for several. */
function likelyRoot(roots: readonly TextRoot[]): string | null {
  const [only] = roots
  return only !== undefined && roots.length === 1 ? only.prefix : null
}

/** A root of the registry becomes the root key, or each becomes a key (null). */
function rulesFor(roots: readonly TextRoot[], root: string | null): readonly RootRule[] {
  if (root !== null) return [{ prefix: root, to: [] }]
  const names = new Set(roots.map(({ prefix }) => prefix.split('\\')[0] ?? ''))
  return [...names].map((prefix) => ({ prefix, to: [prefix] }))
}

function sourceOf(
  { encoding, hasAnsi, nuls, notSet, unlisted, skipped }: TextRead,
  roots: readonly TextRoot[],
  root: string | null,
): SourceText {
  return {
    ...{ roots, root, encoding, hasAnsi, nuls, notSet, unlisted },
    ...{ skipped: skipped.length, lines: skipped },
  }
}

/** The name of the hive of a text. */
function hiveName(name: string): string {
  return `${name.replace(/(?<=.)\.[^.]*$/, '')}.hiv`
}

/** What is known of the text that a document was made of; null of any other document. */
export function textSource({ source }: HiveDocument): TextSource | null {
  if (source === null) return null
  const { lines: _lines, ...known } = source
  return known
}

/** A page of the lines of the text that were not read. */
export function textLines(
  { source, revision }: HiveDocument,
  { from, count }: RequestOf<'textLines'>,
): RowPage<SkippedRow> {
  const lines = source?.lines ?? []
  const rows = lines.slice(from, from + count).map((line, at) => {
    return { id: from + at, kind: 'skipped', ...line } as const
  })
  return { revision, total: lines.length, from, rows }
}
