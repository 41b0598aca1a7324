import { ArrowUp, ChevronRight, List } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react'
import { openContextMenu } from '../../state/dialogs.ts'
import { offerActions } from '../../state/panelActions.ts'
import {
  chooseSize,
  followTree,
  goIn,
  goOut,
  goToAbove,
  goToSize,
  type SizeRow,
  type SizesView,
  setByKind,
  sizeList,
  sizeViews,
  sortSizes,
} from '../../state/sizes.ts'
import { sizeText } from '../../text/page.ts'
import { kindRows, SIZES, shareText, wholeText } from '../../text/sizes.ts'
import { markedText } from '../../text/visibleText.ts'
import type { DocId, KeySorting, SizePicture } from '../../worker/protocol.ts'
import { IconButton } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { isPlain } from '../common/isPlain.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import type { PanelProps } from '../frame/PanelProps.ts'
import { GridList } from '../lists/GridList.tsx'
import { Cell, Clip, GridRow, type RowFrame } from '../lists/GridRow.tsx'
import { type ListColumn, ListHeader } from '../lists/ListHeader.tsx'
import { ListEmpty, ListPanel } from '../lists/ListPanel.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import { MeasuredHead } from './MeasuredHead.tsx'
import { nameOf, SizeMap } from './SizeMap.tsx'
import styles from './sizes.module.css'
import { useMeasured } from './useMeasured.ts'
import { useSize } from './useSize.ts'

const COLUMNS: readonly ListColumn<KeySorting['column']>[] = [
  { title: SIZES.name, sort: 'name' },
  { title: SIZES.size, sort: 'bytes' },
  { title: SIZES.share, sort: null },
  { title: SIZES.keys, sort: 'keys' },
  { title: SIZES.values, sort: 'values' },
]

/** What takes the space of a hive: the parts of a key as a picture, and its subkeys as a list. */
export function SizesPanel({ doc, tabs }: PanelProps) {
  const map = useRef<HTMLDivElement>(null)
  const rows = useRef<RowListHandle>(null)
  const kinds = useRef<HTMLElement>(null)
  const shown = useMeasured(sizeViews, doc)
  useEffect(() => followTree(doc), [doc])
  useEffect(() => offerActions(actionsOf(doc, shown)), [doc, shown])
  const target = useRef({ focus: () => (map.current ?? kinds.current)?.focus() })
  const { byKind, result, picture } = shown
  return (
    <ListPanel
      label={SIZES.label}
      tabs={tabs}
      head={
        <MeasuredHead doc={doc} views={sizeViews} words={SIZES}>
          {result !== null &&
            picture !== null &&
            wholeText(picture.whole.bytes, picture.whole.keys, result.bytes)}
        </MeasuredHead>
      }
      rows={target}
    >
      <div className={cx(styles.sizes, sizeViews.isOutdated(doc) && styles.outdated)}>
        <Tools doc={doc} shown={shown} />
        {byKind && result !== null ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it can be scrolled with the keyboard
          <section ref={kinds} tabIndex={0} aria-label={SIZES.byKind} className={styles.kinds}>
            <Kinds shown={shown} />
          </section>
        ) : (
          <div className={styles.both}>
            <Picture doc={doc} shown={shown} map={map} />
            <Subkeys doc={doc} shown={shown} rows={rows} />
          </div>
        )}
      </div>
    </ListPanel>
  )
}

interface PartProps {
  readonly doc: DocId
  readonly shown: SizesView
}

/** The keys above the one that is shown, and what else can be shown. */
function Tools({ doc, shown }: PartProps) {
  const { picture, byKind } = shown
  return (
    <div className={styles.tools}>
      <IconButton
        label={SIZES.goOut}
        shortcut="Backspace"
        disabled={picture === null || picture.above.length === 0}
        onClick={() => goOut(doc)}
      >
        <ArrowUp size="0.9375rem" aria-hidden="true" />
      </IconButton>
      <nav aria-label={SIZES.path} className={styles.path}>
        {picture?.above.map((one, index) => (
          <span key={one.key}>
            <button type="button" onClick={() => goToAbove(doc, one.key)}>
              {index === 0 ? SIZES.root : markedText(one.name)}
            </button>
            <ChevronRight size="0.75rem" aria-hidden="true" />
          </span>
        ))}
        <strong>{picture !== null && nameOf(picture)}</strong>
      </nav>
      <IconButton
        label={SIZES.byKind}
        aria-pressed={byKind}
        disabled={shown.result === null}
        onClick={() => setByKind(doc, !byKind)}
      >
        <List size="0.9375rem" aria-hidden="true" />
      </IconButton>
    </div>
  )
}

function Picture({ doc, shown, map }: PartProps & { map: RefObject<HTMLDivElement | null> }) {
  const [element, size] = useSize()
  const { picture, moving, chosen, running } = shown
  return (
    <div ref={element} className={styles.picture}>
      <SizeMap
        handle={map}
        picture={picture}
        chosen={chosen}
        isBusy={running}
        isMoving={moving}
        size={size}
        choose={(key) => {
          chooseSize(doc, key)
          showRow(doc, picture, key)
        }}
        goIn={(key) => goIn(doc, key)}
        goOut={() => goOut(doc)}
        stop={() => sizeViews.stop(doc)}
        openMenu={(at) => openContextMenu('sizes', at)}
      />
    </div>
  )
}

/** Brings the row of a chosen part into view, if the list is in the order of the picture. */
function showRow(doc: DocId, picture: SizePicture | null, key: number | null): void {
  const list = sizeList(doc)
  if (key === null) {
    list.clearSelection()
    return
  }
  const { column, descending } = sizeViews.viewOf(doc).order
  const isLikePicture = column === 'bytes' && descending
  const index = isLikePicture
    ? (picture?.parts.findIndex((part) => part.key === key) ?? -1)
    : list.indexOf(key)
  if (index >= 0) void list.focusAt(index)
}

function Subkeys({ doc, shown, rows }: PartProps & { rows: RefObject<RowListHandle | null> }) {
  const { view, order, picture } = shown
  const list = sizeList(doc)
  const whole = picture?.whole.bytes ?? 0
  const enter = (index?: number) =>
    void list.inTurn(() => {
      const row = index === undefined ? list.focused : list.rowAt(index)
      if (row) setTimeout(() => goIn(doc, row.key))
    })
  const answerKey = (event: KeyboardEvent): boolean => {
    if (isPlain(event, 'Enter')) enter()
    else if (isPlain(event, 'Backspace')) goOut(doc)
    else return false
    return true
  }
  return (
    <div className={styles.list}>
      <GridList
        list={list}
        view={view}
        handle={rows}
        name={`size-${doc}`}
        label={SIZES.list}
        columns={COLUMNS.length}
        className={styles.rows}
        aria-busy={view.loading}
        header={
          <ListHeader
            columns={COLUMNS}
            order={order}
            sortBy={(column) => sortSizes(doc, column)}
            rows={rows}
          />
        }
        renderRow={(row, frame) => <SizeItem {...frame} row={row} whole={whole} />}
        answerKey={answerKey}
        openMenu={(about, at) => {
          if (about === 'row') openContextMenu('sizes', at)
        }}
        onRowDoubleClick={(_, index) => enter(index)}
      />
      {picture !== null && view.total === 0 && (
        <ListEmpty>
          <strong>{SIZES.none}</strong>
        </ListEmpty>
      )}
    </div>
  )
}

interface SizeItemProps extends RowFrame {
  readonly row: SizeRow
  readonly whole: number
}

function SizeItem({ row, whole, ...frame }: SizeItemProps) {
  const { name, bytes, keys, values } = row
  return (
    <GridRow {...frame}>
      <Cell at={1} header look="data">
        <Clip title={markedText(name)}>
          <VisibleText text={name} />
        </Clip>
      </Cell>
      <Cell at={2} look="data" className={styles.number} title={bytes.toLocaleString('en')}>
        {sizeText(bytes)}
      </Cell>
      <Cell at={3} look="data" className={styles.number}>
        {shareText(bytes, whole)}
      </Cell>
      <Cell at={4} look="data" className={styles.number}>
        {keys.toLocaleString('en')}
      </Cell>
      <Cell at={5} look="data" className={styles.number}>
        {values.toLocaleString('en')}
      </Cell>
    </GridRow>
  )
}

/** The cells of the hive by kind and state. */
function Kinds({ shown }: { readonly shown: SizesView }) {
  const { result } = shown
  if (result === null) return null
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{SIZES.kind}</th>
          <th scope="col">{SIZES.state}</th>
          <th scope="col">{SIZES.cells}</th>
          <th scope="col">{SIZES.size}</th>
          <th scope="col">{SIZES.share}</th>
        </tr>
      </thead>
      <tbody>
        {kindRows(result).map(({ kind, state, cells, bytes }) => (
          <tr key={`${kind} ${state}`}>
            <th scope="row">{kind}</th>
            <td>{state}</td>
            <td>{cells}</td>
            <td title={bytes.toLocaleString('en')}>{sizeText(bytes)}</td>
            <td>{shareText(bytes, result.bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function actionsOf(doc: DocId, { chosen, picture }: SizesView) {
  return {
    'edit.goToSizeKey': {
      can: chosen !== null,
      run: () => void (chosen !== null && goToSize(doc, chosen)),
    },
    'view.sizeIn': { can: chosen !== null, run: () => chosen !== null && goIn(doc, chosen) },
    'view.sizeOut': { can: (picture?.above.length ?? 0) > 0, run: () => goOut(doc) },
  }
}
