import { useId, useState } from 'react'
import { readRelativePath, spellRelativePath } from '../../bytes/spelling.ts'
import { readImportAgain } from '../../state/importing.ts'
import { IMPORT } from '../../text/importDialog.ts'
import type { ImportRoot } from '../../worker/protocol.ts'
import { controlClass, Note } from '../common/Field.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './import.module.css'

interface RootsProps {
  readonly roots: readonly ImportRoot[]
  /** Whether it is shown at first. */
  readonly isOpen: boolean
}

/** The roots of a text, and the keys of the hive that they go to, which can be changed. */
export function RootsTable({ roots, isOpen }: RootsProps) {
  const hint = useId()
  const change = (prefix: string, to: readonly string[] | null) =>
    readImportAgain({
      rules: roots
        .map((root) => (root.prefix === prefix ? { prefix, to } : root))
        .map((rule) => ({ prefix: rule.prefix, to: rule.to })),
    })
  return (
    <details className={styles.roots} open={isOpen}>
      <summary>{IMPORT.roots}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{IMPORT.root}</th>
            <th scope="col">{IMPORT.keys}</th>
            <th scope="col">{IMPORT.goesTo}</th>
          </tr>
        </thead>
        <tbody>
          {roots.map((root) => (
            <tr key={root.prefix}>
              <th scope="row">
                <VisibleText text={root.prefix} />
              </th>
              <td>{root.lines.toLocaleString('en')}</td>
              <td>
                <Target root={root} hint={hint} change={(to) => change(root.prefix, to)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Note id={hint} kind="hint">
        {IMPORT.rootHint}
      </Note>
    </details>
  )
}

interface TargetProps {
  readonly root: ImportRoot
  /** The id of what explains the field. */
  readonly hint: string
  readonly change: (to: readonly string[] | null) => void
}

/** The key that a root goes to. It is changed when the field is left, or at Enter. */
function Target({ root, hint, change }: TargetProps) {
  const shown = root.to === null ? '' : shownKey(root.to)
  const [text, setText] = useState(shown)
  const commit = () => {
    const typed = text.trim()
    if (typed === shown) return
    change(typed === '' ? null : namesIn(typed))
  }
  return (
    <input
      className={controlClass}
      aria-label={IMPORT.goesToOf(root.prefix)}
      aria-describedby={hint}
      value={text}
      placeholder={IMPORT.leftOut}
      spellCheck={false}
      autoComplete="off"
      onChange={({ target }) => setText(target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) commit()
      }}
    />
  )
}

/** The path of a key from the root, which `namesIn` reads. */
function shownKey(names: readonly string[]): string {
  const text = spellRelativePath(names)
  return text.startsWith('\\\\') ? text : `\\${text}`
}

/** The names of a path that was typed, with a backslash before it or without; `\` is the root. */
function namesIn(typed: string): readonly string[] {
  if (typed.startsWith('\\\\')) return readRelativePath(typed)
  return readRelativePath(typed.replace(/^\\|\\$/g, ''))
}
