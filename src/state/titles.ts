import type { DocId } from '../worker/protocol.ts'

interface Named {
  readonly info: { readonly doc: DocId; readonly name: string }
}

/**
 * The titles of open hives: the name of the file, with a number where several files have the same
 * name (`SYSTEM`, `SYSTEM (2)`). Names that differ only in case count as the same.
 */
export function titlesOf(docs: readonly Named[]): ReadonlyMap<DocId, string> {
  const titles = new Map<DocId, string>()
  const names = new Set(docs.map(({ info }) => info.name.toUpperCase()))
  const taken = new Set<string>()
  for (const { info } of docs) {
    const isTaken = taken.has(info.name.toUpperCase())
    const title = isTaken ? numbered(info.name, [names, taken]) : info.name
    taken.add(title.toUpperCase())
    titles.set(info.doc, title)
  }
  return titles
}

/** The name of a file, with a number where another one has the name. */
export function nameApart(name: string, others: readonly string[]): string {
  const taken = new Set(others.map((other) => other.toUpperCase()))
  return taken.has(name.toUpperCase()) ? numbered(name, [taken]) : name
}

/** The name with the lowest number that makes it unique. */
function numbered(name: string, others: readonly ReadonlySet<string>[]): string {
  for (let number = 2; ; number++) {
    const title = `${name} (${number})`
    if (!others.some((set) => set.has(title.toUpperCase()))) return title
  }
}
