import { formatHotkey } from '../../commands/keys.ts'
import { commands, fullTitle } from '../../commands/registry.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { KEYBOARD } from '../../state/environment.ts'
import { FRAME } from '../../text/page.ts'
import { PANE_KEYS, SHEET, SHEET_GROUPS } from '../../text/shortcuts.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import styles from './dialogs.module.css'

interface Line {
  readonly keys: readonly string[]
  readonly what: string
}

/** Every shortcut in the registry, and the keys that the panes handle themselves. */
export function ShortcutsDialog() {
  const groups = Object.entries(SHEET_GROUPS).map(([room, title]) => ({
    title,
    lines: linesOf(room),
  }))
  const ofPanes = PANE_KEYS.map(({ title, keys }) => ({
    title,
    lines: keys.map(([pressed, what]) => ({ keys: pressed, what })),
  }))
  return (
    <Dialog
      title={SHEET.title}
      onClose={closeDialog}
      reading
      size="wide"
      actions={<Button onClick={closeDialog}>{FRAME.close}</Button>}
    >
      <div className={styles.sheet}>
        {[...groups, ...ofPanes].map(({ title, lines }) => (
          <Group key={title} title={title} lines={lines} />
        ))}
      </div>
    </Dialog>
  )
}

function linesOf(room: string): readonly Line[] {
  const own = commands.filter(({ id, keys }) => keys && id.startsWith(`${room}.`))
  const tabs = own.filter(({ id }) => id.startsWith('go.tab'))
  const lines = own
    .filter((command) => !tabs.includes(command))
    .map((command) => ({
      keys: (command.keys ?? []).map((key) => formatHotkey(key, KEYBOARD)),
      what: fullTitle(command).replace('…', ''),
    }))
  if (tabs.length === 0) return lines
  const [first = '', last = ''] = [tabs[0], tabs.at(-1)].map((tab) => tab?.keys?.[0])
  const range = `${formatHotkey(first, KEYBOARD)} – ${formatHotkey(last, KEYBOARD)}`
  return [...lines, { keys: [range], what: SHEET.tabs }]
}

function Group({ title, lines }: { readonly title: string; readonly lines: readonly Line[] }) {
  return (
    <section className={styles.group}>
      <h3>{title}</h3>
      <dl>
        {lines.map(({ keys, what }) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
