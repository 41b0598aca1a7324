import { type KeyboardEvent, type PointerEvent, type Ref, useMemo, useRef } from 'react'
import {
  choosePart,
  type FileMap,
  fileMaps,
  partOf,
  showChosen,
  zoomMapIn,
  zoomMapOut,
} from '../../state/fileMap.ts'
import { FILE_MAP, partText, USE_WORDS } from '../../text/fileMap.ts'
import type { DocId, FileUse } from '../../worker/protocol.ts'
import styles from './fileMap.module.css'
import { Pattern } from './Pattern.tsx'
import type { Size } from './useSize.ts'

/** The size of a square with the gap after it, in pixels. */
export const SQUARE = 14
const GAP = 1
/** Rows that Page Up and Page Down pass. */
const PAGE = 8

interface Props {
  readonly doc: DocId
  readonly map: FileMap | null
  readonly at: number
  readonly isBusy: boolean
  readonly size: Size
  readonly handle: Ref<HTMLDivElement>
}

/** The file as squares from its beginning, line by line, each with a pattern for what it is used for. */
export function FileSquares({ doc, map, at, isBusy, size, handle }: Props) {
  const columns = Math.max(1, Math.floor(size.width / SQUARE))
  const paths = useMemo(() => (map === null ? [] : pathsOf(map.uses, columns)), [map, columns])
  const isDown = useRef(false)
  const count = map?.uses.length ?? 0
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return
    const to = moveOf(event.key, at, columns, count)
    if (to !== null) choosePart(doc, to)
    else if (event.key === 'Enter') showChosen(doc)
    else if (event.key === '+' || event.key === '=') zoomMapIn(doc)
    else if (event.key === '-' || event.key === 'Backspace') zoomMapOut(doc)
    else if (event.key === 'Escape' && isBusy) fileMaps.stop(doc)
    else return
    event.preventDefault()
  }
  const choose = (event: PointerEvent) => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    const column = Math.floor((event.clientX - left) / SQUARE)
    const row = Math.floor((event.clientY - top) / SQUARE)
    const index = row * columns + Math.max(0, Math.min(column, columns - 1))
    if (index >= 0 && index < count) choosePart(doc, index)
  }
  const part = map === null ? null : partOf(map, at)
  const use = map?.uses[at]
  const height = Math.ceil(count / columns) * SQUARE
  return (
    <div
      ref={handle}
      role="slider"
      tabIndex={0}
      aria-label={FILE_MAP.picture}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, count - 1)}
      aria-valuenow={at}
      aria-valuetext={
        part && use ? `${partText(part.from, part.to)}, ${USE_WORDS[use]}` : FILE_MAP.reading
      }
      aria-busy={isBusy}
      className={styles.squares}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        isDown.current = true
        choose(event)
      }}
      onPointerMove={(event) => {
        if (isDown.current) choose(event)
      }}
      onPointerUp={() => {
        isDown.current = false
      }}
      onPointerLeave={() => {
        isDown.current = false
      }}
      onDoubleClick={() => showChosen(doc)}
    >
      <svg aria-hidden="true" width={columns * SQUARE} height={height} className={styles.drawing}>
        {paths.map(([use, path]) => (
          <Pattern key={use} use={use} path={path} />
        ))}
        {map !== null && (
          <rect
            className={styles.chosen}
            x={(at % columns) * SQUARE}
            y={Math.floor(at / columns) * SQUARE}
            width={SQUARE - GAP}
            height={SQUARE - GAP}
          />
        )}
      </svg>
    </div>
  )
}

function moveOf(key: string, at: number, columns: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return at + 1
    case 'ArrowLeft':
      return at - 1
    case 'ArrowDown':
      return at + columns < count ? at + columns : at
    case 'ArrowUp':
      return at >= columns ? at - columns : at
    case 'PageDown':
      return at + columns * PAGE
    case 'PageUp':
      return at - columns * PAGE
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}

/** One path for each use, so that a picture of thousands of squares has few elements. */
function pathsOf(uses: readonly FileUse[], columns: number): [FileUse, string][] {
  const paths = new Map<FileUse, string>()
  for (let from = 0; from < uses.length; ) {
    const use = uses[from] as FileUse
    const end = Math.min(uses.length, from - (from % columns) + columns)
    let to = from + 1
    while (to < end && uses[to] === use) to++
    const [x, y] = [(from % columns) * SQUARE, Math.floor(from / columns) * SQUARE]
    const width = (to - from) * SQUARE - GAP
    const box = `M${x} ${y}h${width}v${SQUARE - GAP}h${-width}z`
    paths.set(use, (paths.get(use) ?? '') + box)
    from = to
  }
  return [...paths]
}
