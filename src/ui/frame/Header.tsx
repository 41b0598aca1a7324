import { runCommand } from '../../commands/dispatch.ts'
import { ariaHotkey, formatHotkey } from '../../commands/keys.ts'
import { commandOf } from '../../commands/registry.ts'
import { KEYBOARD } from '../../state/environment.ts'
import { FRAME, PRODUCT } from '../../text/page.ts'
import { FileInput } from './FileInput.tsx'
import styles from './Header.module.css'
import { Hexagon } from './Hexagon.tsx'
import { LazyMenuBar } from './MenuTitles.tsx'

/** Name, menus, the command box and the privacy chip. */
export function Header() {
  const palette = commandOf('view.palette')
  const hotkey = palette.keys?.[0] ?? ''
  return (
    <header className={styles.bar}>
      <span className={styles.brand}>
        <Hexagon size={18} />
        <span className={styles.product}>{PRODUCT}</span>
      </span>
      <LazyMenuBar />
      <FileInput />
      <span className={styles.grow} />
      <button
        type="button"
        className={styles.command}
        aria-label={FRAME.palette}
        aria-keyshortcuts={ariaHotkey(hotkey, KEYBOARD)}
        onClick={() => runCommand(palette)}
      >
        <span>{FRAME.palette}</span>
        <kbd>{formatHotkey(hotkey, KEYBOARD)}</kbd>
      </button>
      <button
        type="button"
        className={styles.chip}
        onClick={() => runCommand(commandOf('help.privacy'))}
      >
        <span className={styles.dot} />
        <span className={styles.chipText}>{FRAME.privacyChip}</span>
      </button>
    </header>
  )
}
