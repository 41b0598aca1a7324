import { type CSSProperties, useEffect, useRef, useState } from 'react'
import { focusPane } from '../../state/focus.ts'
import {
  closeSiblings,
  goToSibling,
  type SiblingsAt,
  siblingList,
  useSiblings,
} from '../../state/siblings.ts'
import { keyName } from '../../text/edits.ts'
import { FRAME } from '../../text/page.ts'
import { rems, textScale } from '../common/textScale.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { RowList, type RowListHandle } from '../lists/RowList.tsx'
import styles from './SiblingMenu.module.css'

/** In design pixels. */
const WIDTH = 280
const MOST_HEIGHT = 320
const ROW = 24

/** The keys beside a step of the path. Enter or a click goes to one, Esc closes the list. */
export function SiblingMenu() {
  const at = useSiblings((view) => view.at)
  return at && <Menu key={`${at.doc} ${at.parent}`} at={at} />
}

function Menu({ at }: { readonly at: SiblingsAt }) {
  const view = useSiblings()
  const list = useRef<RowListHandle>(null)
  const frame = useRef<HTMLDivElement>(null)
  const [lastStep] = useState(placeOfLastStep)
  const isThere = view.total > 0
  useEffect(() => {
    if (isThere) list.current?.focus()
  }, [isThere])
  useEffect(() => {
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && !frame.current?.contains(event.target)) closeSiblings()
    }
    window.addEventListener('pointerdown', closeOutside, true)
    return () => window.removeEventListener('pointerdown', closeOutside, true)
  }, [])
  const place = at.place ?? lastStep
  const style: CSSProperties = {
    ...(place && {
      position: 'fixed',
      left: Math.max(8, Math.min(place.x, window.innerWidth - WIDTH * textScale() - 8)),
      top: place.y,
    }),
    width: rems(WIDTH),
    height: rems(Math.min(MOST_HEIGHT, Math.max(1, view.total) * ROW + 10)),
  }
  return (
    <div ref={frame} className={styles.frame} style={style}>
      <RowList
        list={siblingList}
        view={view}
        handle={list}
        className={styles.list}
        role="listbox"
        aria-label={FRAME.siblings}
        aria-activedescendant={isThere ? optionId(view.focusIndex) : undefined}
        aria-busy={view.loading}
        draft={-1}
        placeholders={8}
        spacerProps={{ role: 'presentation' }}
        renderRow={(row, index, place) => (
          <div
            id={optionId(index)}
            role="option"
            tabIndex={-1}
            data-index={index}
            aria-selected={view.selection.has(row.id)}
            aria-posinset={index + 1}
            aria-setsize={view.total}
            className={styles.row}
            style={place}
          >
            <VisibleText text={keyName(row.name)} />
          </div>
        )}
        renderDraft={() => null}
        answerKey={(event) => {
          if (event.key === 'Enter') goToSibling(view.focusIndex)
          else if (event.key === 'Escape' || event.key === 'Tab') {
            closeSiblings()
            focusPane('tree')
          } else return false
          event.stopPropagation()
          return true
        }}
        openMenu={() => {}}
        onRowClick={(_, index) => goToSibling(index)}
        onRowDoubleClick={() => {}}
      />
    </div>
  )
}

/** The place under the last arrow of the path; null where no path is drawn. */
function placeOfLastStep(): { readonly x: number; readonly y: number } | null {
  const last = [...document.querySelectorAll('[data-between]')].at(-1)?.getBoundingClientRect()
  return last ? { x: last.left, y: last.bottom + 4 } : null
}

function optionId(index: number): string {
  return `sibling-${index}`
}
