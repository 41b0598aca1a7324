import { useEffect, useRef } from 'react'
import { runCommand } from '../../commands/dispatch.ts'
import { commandOf } from '../../commands/registry.ts'
import { chooseAll, chosenCount } from '../../state/replacing.ts'
import type { Search } from '../../state/searches.ts'
import { blockedText, choiceText, REPLACE, replaceText } from '../../text/find.ts'
import { Button } from '../common/Button.tsx'
import { useCommand } from '../frame/useCommand.ts'
import { listButton } from '../lists/ListPanel.tsx'
import styles from './results.module.css'

/** How much is to be replaced, and the button that does it. */
export function ReplaceTools({ search }: { readonly search: Search }) {
  const { enabled } = useCommand('edit.applyReplace')
  const count = chosenCount(search)
  const blocked = Object.values(search.end ?? {}).reduce((sum, one) => sum + one.blocked, 0)
  return (
    <div className={styles.tools}>
      {blocked > 0 && <span className={styles.notice}>{blockedText(blocked)}</span>}
      <Button
        look="primary"
        className={listButton}
        // It explains itself when it does not apply.
        aria-disabled={!enabled}
        onClick={() => runCommand(commandOf('edit.applyReplace'))}
      >
        {replaceText(count)}
      </Button>
      <span role="status" className="sr-only">
        {search.end !== null && choiceText(count)}
      </span>
    </div>
  )
}

/** Takes all replacements in, or leaves all out. */
export function ChooseAll({ search }: { readonly search: Search }) {
  const { id, choice } = search
  const box = useRef<HTMLInputElement>(null)
  const isMixed = choice.except.size > 0
  useEffect(() => {
    if (box.current) box.current.indeterminate = isMixed
  }, [isMixed])
  return (
    <input
      ref={box}
      type="checkbox"
      aria-label={REPLACE.all}
      checked={choice.chosen === 'all'}
      onChange={({ target }) => chooseAll(id, target.checked)}
    />
  )
}
