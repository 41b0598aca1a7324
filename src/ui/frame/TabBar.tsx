import { Lock, Plus, X } from 'lucide-react'
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'
import { runCommand } from '../../commands/dispatch.ts'
import { isTextField } from '../../commands/place.ts'
import { commandOf } from '../../commands/registry.ts'
import { closeNext } from '../../state/actionQueue.ts'
import { activate, type Doc, documentOf, useDocuments } from '../../state/documents.ts'
import { focusPane } from '../../state/focus.ts'
import { hiveOf } from '../../state/places.ts'
import { useShownSides } from '../../state/sides.ts'
import { titlesOf } from '../../state/titles.ts'
import { closeTabText, FRAME, openingText, tabName } from '../../text/page.ts'
import { markedText } from '../../text/visibleText.ts'
import type { DocId } from '../../worker/protocol.ts'
import { IconButton } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { hivePanelId, tabId } from '../common/hiveIds.ts'
import { inOwnTask } from '../common/ownTask.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import { catchFocus } from './rowFocus.ts'
import styles from './TabBar.module.css'
import { TabList } from './TabList.tsx'

/** Scrolls the strip as little as it takes to show a tab. */
function showTab(doc: DocId): void {
  const options = { block: 'nearest', inline: 'nearest' } as const
  document.getElementById(tabId(doc))?.scrollIntoView?.(options)
}

/** Moves the focus to the keys, unless a name field there has it already. */
function focusKeys(): void {
  if (!isTextField(document.activeElement)) focusPane('tree')
}

async function closeTab(doc: DocId): Promise<void> {
  await closeNext(doc)
  if (!documentOf(doc)) catchFocus()
}

/**
 * The tabs of the open hives. Arrows move among them, Enter or Space shows one, Delete closes it.
 * The close buttons are in the same grid cells but outside the tablist, which may contain only
 * tabs.
 */
function TabBar() {
  const { docs, opening, active: place } = useDocuments()
  const active = place === null ? null : hiveOf(place)
  const [focused, setFocused] = useState<DocId | null>(null)
  const stop = docs.some((doc) => doc.info.doc === focused) ? focused : active
  const titles = titlesOf(docs)
  const titleOf = (doc: Doc) => titles.get(doc.info.doc) ?? doc.info.name
  const strip = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: tabs that come and go move the others
  useLayoutEffect(() => {
    if (active === null || !strip.current) return
    // The observer runs at once, and again whenever the size of the strip changes.
    const observer = new ResizeObserver(() => showTab(active))
    observer.observe(strip.current)
    return () => observer.disconnect()
  }, [active, docs.length])

  const sides = useShownSides()
  const isShown = ({ info }: Doc) => info.doc === active || sides?.includes(info.doc) === true
  const unsavedOf = (doc: Doc) => doc.state.unsaved > 0
  const lockedOf = (doc: Doc) => doc.info.access === 'locked'

  const focusTab = (index: number) => {
    const doc = docs[(index + docs.length) % docs.length]
    if (!doc) return
    setFocused(doc.info.doc)
    document.getElementById(tabId(doc.info.doc))?.focus()
  }
  const answerKey = (key: string, index: number, doc: DocId): boolean => {
    if (key === 'ArrowRight') focusTab(index + 1)
    else if (key === 'ArrowLeft') focusTab(index - 1)
    else if (key === 'Home') focusTab(0)
    else if (key === 'End') focusTab(docs.length - 1)
    else if (key === 'Delete') void closeTab(doc)
    else return false
    return true
  }
  const onKeyDown = (event: KeyboardEvent, index: number, doc: DocId) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
    if (answerKey(event.key, index, doc)) event.preventDefault()
  }

  return (
    <section className={styles.bar} aria-label={FRAME.tabs}>
      <div ref={strip} className={styles.strip}>
        <div role="tablist" aria-label={FRAME.openHives} className={styles.list}>
          {docs.map((doc, index) => (
            <button
              key={doc.info.doc}
              type="button"
              role="tab"
              id={tabId(doc.info.doc)}
              aria-selected={doc.info.doc === active}
              aria-controls={isShown(doc) ? hivePanelId(doc.info.doc) : undefined}
              aria-label={tabName(titleOf(doc), {
                unsaved: unsavedOf(doc),
                locked: lockedOf(doc),
              })}
              tabIndex={doc.info.doc === stop ? 0 : -1}
              className={cx(
                styles.tab,
                isShown(doc) && styles.shown,
                doc.info.doc === active && styles.active,
              )}
              style={{ gridColumn: index + 1 }}
              title={markedText(titleOf(doc))}
              onFocus={() => setFocused(doc.info.doc)}
              onBlur={() => setFocused(null)}
              onKeyDown={(event) => onKeyDown(event, index, doc.info.doc)}
              onAuxClick={(event) => {
                if (event.button === 1) void closeTab(doc.info.doc)
              }}
              onClick={(event) => {
                activate(doc.info.doc)
                // After a click the focus moves to the keys; with the keyboard it stays on the
                // tabs.
                if (event.detail > 0) setTimeout(focusKeys)
              }}
            >
              {unsavedOf(doc) && <span className={styles.dot} />}
              {lockedOf(doc) && (
                <Lock className={styles.lock} size="0.8125rem" aria-hidden="true" />
              )}
              <span className={styles.name}>
                <VisibleText text={doc.info.name} />
              </span>
              {/* The number that distinguishes hives of the same name is never cut off. */}
              {titleOf(doc) !== doc.info.name && (
                <span>{titleOf(doc).slice(doc.info.name.length)}</span>
              )}
            </button>
          ))}
        </div>
        {docs.map((doc, index) => (
          <button
            key={doc.info.doc}
            type="button"
            className={cx(styles.close, doc.info.doc === active && styles.activeClose)}
            style={{ gridColumn: index + 1 }}
            aria-label={closeTabText(titleOf(doc))}
            title={closeTabText(titleOf(doc))}
            tabIndex={doc.info.doc === active ? 0 : -1}
            onClick={() => void closeTab(doc.info.doc)}
          >
            <X size="0.875rem" aria-hidden="true" />
          </button>
        ))}
      </div>
      {opening.map((one) => (
        <span key={one.id} className={styles.opening}>
          <span className={styles.openingName}>{openingText(one.name, one.done)}</span>
          <IconButton label={FRAME.cancel} className={styles.cancel} onClick={one.cancel}>
            <X size="0.875rem" aria-hidden="true" />
          </IconButton>
          <span className={styles.progress} style={{ width: `${one.done * 100}%` }} />
        </span>
      ))}
      <IconButton
        label={FRAME.openAnother}
        className={styles.add}
        onClick={() => runCommand(commandOf('file.open'))}
      >
        <Plus size="1rem" aria-hidden="true" />
      </IconButton>
      {docs.length > 1 && <TabList />}
    </section>
  )
}

/** The tabs of the first hive: until they are drawn, an empty bar of the same height. */
export const FirstTabs = inOwnTask(TabBar, <div className={styles.bar} />)
