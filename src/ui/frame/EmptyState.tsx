import { Copy, FilePlus2, FlaskConical } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { runCommand } from '../../commands/dispatch.ts'
import { formatHotkey } from '../../commands/keys.ts'
import { commandOf, fullTitle } from '../../commands/registry.ts'
import { through } from '../../commands/through.ts'
import { copyPlainText } from '../../state/copying.ts'
import { useDocuments } from '../../state/documents.ts'
import { KEYBOARD } from '../../state/environment.ts'
import { useKeptEdits } from '../../state/keptEdits.ts'
import { loadModule } from '../../state/loadModule.ts'
import { showError } from '../../state/notices.ts'
import { type RecentFile, useRecentFiles } from '../../state/recentStore.ts'
import type { CommandId } from '../../text/commands.ts'
import { EMPTY, EMPTY_KEYS, FRAME, openingText } from '../../text/page.ts'
import { openedAtText, RECENT, REOPEN, reopenText } from '../../text/recentFiles.ts'
import { Button, IconButton } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { Lazy } from '../common/lazyPart.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import { keptEditsPart } from '../parts.ts'
import styles from './EmptyState.module.css'
import { Hexagon } from './Hexagon.tsx'

/**
 * The first screen: where to drop a hive, where hives are found, and two built-in ones to start
 * with.
 */
export function EmptyState() {
  const recent = useRecentFiles((state) => state.files)
  const hasKept = useKeptEdits((state) => state.kept.length > 0)
  return (
    <main className={styles.page}>
      <div className={styles.box}>
        <div className={styles.intro}>
          <h1>{EMPTY.title}</h1>
          <p>{EMPTY.lead}</p>
        </div>
        <DropCard />
        {hasKept && <Lazy part={keptEditsPart} props={{}} fail={showError} />}
        <WereOpen />
        <div className={cx(styles.columns, recent.length > 0 && styles.withRecent)}>
          {recent.length > 0 && <RecentFiles files={recent} />}
          <section>
            <h2>{EMPTY.startFrom}</h2>
            <div className={styles.starts}>
              <Start
                id="file.openSample"
                icon={<FlaskConical size="1rem" aria-hidden="true" />}
                title={EMPTY.sample}
                hint={EMPTY.sampleHint}
              />
              <Start
                id="file.newHive"
                icon={<FilePlus2 size="1rem" aria-hidden="true" />}
                title={EMPTY.empty}
                hint={EMPTY.emptyHint}
              />
            </div>
          </section>
          <section>
            <h2>{EMPTY.getHive}</h2>
            <div className={styles.command}>
              <code>{EMPTY.command}</code>
              <IconButton
                label={EMPTY.copyCommand}
                onClick={() => void copyPlainText(EMPTY.command)}
              >
                <Copy size="0.875rem" aria-hidden="true" />
              </IconButton>
            </div>
            <p className={styles.small}>{EMPTY.getHiveRest}</p>
          </section>
          <section>
            <h2>{EMPTY.keys}</h2>
            <dl className={styles.keys}>
              {EMPTY_KEYS.map((id) => (
                <Key key={id} id={id} />
              ))}
              <Key id="help.shortcuts" title={EMPTY.allKeys} />
            </dl>
          </section>
        </div>
      </div>
    </main>
  )
}

const openRecent = (file: RecentFile) =>
  through(
    () => loadModule(() => import('../../state/reopening.ts')),
    ({ openRecentFile }) => openRecentFile(file),
  )

const forgetRecent = () =>
  through(
    () => loadModule(() => import('../../state/recentFiles.ts')),
    ({ forgetRecentFiles }) => forgetRecentFiles(),
  )

/** The files that this tab had open before it was reloaded, to be opened again at once. */
function WereOpen() {
  const files = useRecentFiles((state) => state.wereOpen)
  if (files.length === 0) return null
  return (
    <section className={styles.reopen} aria-label={REOPEN.title}>
      <p>{REOPEN.why}</p>
      <Button className={styles.reopenButton} onClick={() => runCommand(commandOf('file.reopen'))}>
        {reopenText(files.map(({ name }) => name).toReversed())}
      </Button>
    </section>
  )
}

/** The files that were opened last, each to be opened again. */
function RecentFiles({ files }: { readonly files: readonly RecentFile[] }) {
  const now = Date.now()
  return (
    <section aria-label={RECENT.title}>
      <h2>{RECENT.title}</h2>
      <div className={styles.starts}>
        {files.map((file) => (
          <button
            // The list changes as a whole, and two files may have one name.
            key={`${file.openedAt} ${file.name}`}
            type="button"
            className={styles.start}
            onClick={() => openRecent(file)}
          >
            <span className={styles.recentName}>
              <VisibleText text={file.name} />
            </span>
            <span className={styles.hint}>{openedAtText(file.openedAt, now)}</span>
          </button>
        ))}
      </div>
      <Button look="quiet" onClick={forgetRecent}>
        {RECENT.forget}
      </Button>
    </section>
  )
}

function DropCard() {
  const opening = useDocuments((state) => state.opening)
  const open = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // Only after the last hive was closed, since the first visit should not begin with a focus
    // ring.
    const lost = document.activeElement === null || document.activeElement === document.body
    if (lost && useDocuments.getState().everOpened) open.current?.focus()
  }, [])
  const [first] = opening
  if (first) {
    return (
      <div className={styles.drop}>
        <Hexagon size={52} />
        <div className={styles.dropText}>
          <b>{openingText(first.name, first.done)}</b>
          <progress className={styles.progress} value={first.done} aria-label={first.name} />
        </div>
        <Button className={styles.open} onClick={first.cancel}>
          {FRAME.cancel}
        </Button>
      </div>
    )
  }
  return (
    <div className={styles.drop}>
      <Hexagon size={52} />
      <div className={styles.dropText}>
        <b>{EMPTY.drop}</b>
        <span>{EMPTY.kinds}</span>
      </div>
      <Button
        ref={open}
        look="primary"
        className={styles.open}
        onClick={() => runCommand(commandOf('file.open'))}
      >
        {fullTitle(commandOf('file.open'))}
      </Button>
    </div>
  )
}

interface StartProps {
  readonly id: CommandId
  readonly icon: ReactNode
  readonly title: string
  readonly hint: string
}

function Start({ id, icon, title, hint }: StartProps) {
  return (
    <button type="button" className={styles.start} onClick={() => runCommand(commandOf(id))}>
      {icon}
      <span>
        {title} <span className={styles.hint}>{hint}</span>
      </span>
    </button>
  )
}

function Key({ id, title }: { readonly id: CommandId; readonly title?: string }) {
  const command = commandOf(id)
  return (
    <div>
      <dt>
        <kbd>{formatHotkey(command.keys?.[0] ?? '', KEYBOARD)}</kbd>
      </dt>
      <dd>{title ?? fullTitle(command).replace('…', '')}</dd>
    </div>
  )
}
