import {
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  useEffect,
  useId,
  useMemo,
  useState,
} from 'react'
import { isFolderOf } from '../../state/sizes.ts'
import { sizeText } from '../../text/page.ts'
import { ownText, partsText, partText, restName, restText, SIZES } from '../../text/sizes.ts'
import { markedText } from '../../text/visibleText.ts'
import type { KeyId, SizePicture } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { type Box, neighbour, type Part, type Placed, placeParts } from './sizeLayout.ts'
import styles from './sizes.module.css'
import type { Size } from './useSize.ts'

interface Props {
  readonly picture: SizePicture | null
  readonly chosen: KeyId | null
  readonly isBusy: boolean
  /** Whether the parts of another key are being read. Keys pressed meanwhile act on those. */
  readonly isMoving: boolean
  readonly size: Size
  readonly handle: Ref<HTMLDivElement>
  readonly choose: (key: KeyId | null) => void
  readonly goIn: (key: KeyId) => void
  readonly goOut: () => void
  readonly stop: () => void
  readonly openMenu: (at: { x: number; y: number; byKey: boolean }) => void
}

/** The least height and width of a box with its name in it, and the average width of a letter, in pixels. */
const ROOM = { width: 34, height: 17, two: 36, letter: 6.6 }

/** The keys that the picture answers. */
const ANSWERED = /^(Arrow\w+|Home|End|Enter|Backspace|[ +-])$/

/**
 * The parts of a key as boxes, whose areas are their shares of the bytes. Arrows move from box to box, Enter goes into
 * one, and Backspace out.
 */
export function SizeMap(props: Props) {
  const { picture, chosen, isBusy, isMoving, size, handle, ...actions } = props
  const { choose, goIn, goOut, stop, openMenu } = actions
  const id = useId()
  const placed = useMemo(() => (picture === null ? [] : placeParts(picture, size)), [picture, size])
  // The own cells and the smallest keys are no keys that could be chosen.
  const [other, setOther] = useState<Part['kind'] | null>(null)
  const found = placed.findIndex(({ part }) =>
    part.kind === 'key' ? part.row.key === chosen : chosen === null && part.kind === other,
  )
  const at = Math.max(0, found)
  const goTo = (index: number) => {
    const part = placed[index]?.part
    if (part === undefined) return
    setOther(part.kind)
    choose(part.kind === 'key' ? part.row.key : null)
  }
  const current = placed[at]?.part
  /** Does what a key is for. Returns whether it is for something. */
  const answer = (key: string): boolean => {
    if (key.startsWith('Arrow')) {
      const boxes = placed.map(({ box }) => box)
      goTo(found < 0 ? 0 : neighbour(boxes, at, key))
    } else if (key === 'Home') goTo(0)
    else if (key === 'End') goTo(placed.length - 1)
    else if (key === ' ') goTo(at)
    else if (key === 'Enter' || key === '+') {
      if (current?.kind === 'key') goIn(current.row.key)
    } else if (key === 'Backspace' || key === '-') goOut()
    else return false
    return true
  }
  const [waiting, setWaiting] = useState<readonly string[]>([])
  useEffect(() => {
    const [key, ...rest] = waiting
    if (isMoving || key === undefined) return
    setWaiting(rest)
    answer(key)
  })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const { key } = event
    if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) {
      const { left, top } = event.currentTarget.getBoundingClientRect()
      const { x = 0, y = 0 } = placed[at]?.box ?? {}
      openMenu({ x: left + x + 8, y: top + y + ROOM.height, byKey: true })
    } else if (event.shiftKey) return
    else if (key === 'Escape' && isBusy) stop()
    else if (isMoving && ANSWERED.test(key)) setWaiting((keys) => [...keys, key])
    else if (!answer(key)) return
    event.preventDefault()
  }
  const indexOf = ({ target }: MouseEvent) => {
    const box = target instanceof Element ? target.closest<SVGElement>('[data-part]') : null
    return box === null ? -1 : Number(box.dataset.part)
  }
  return (
    <div
      ref={handle}
      role="listbox"
      tabIndex={0}
      aria-label={partsText(picture === null ? SIZES.root : nameOf(picture))}
      aria-busy={isBusy || picture === null}
      aria-activedescendant={placed.length === 0 ? undefined : `${id}-${at}`}
      className={styles.map}
      onKeyDown={onKeyDown}
      onMouseDown={(event) => {
        if (event.button === 0 || event.button === 2) goTo(indexOf(event))
      }}
      onDoubleClick={(event) => {
        const part = placed[indexOf(event)]?.part
        if (part?.kind === 'key') goIn(part.row.key)
      }}
      onContextMenu={(event) => {
        event.preventDefault()
        if (event.button === 2) openMenu({ x: event.clientX, y: event.clientY, byKey: false })
      }}
    >
      <svg role="presentation" width={size.width} height={size.height} className={styles.chart}>
        <defs>
          <pattern id={`${id}-own`} width="6" height="6" patternUnits="userSpaceOnUse">
            <path d="M0 6 6 0" className={styles.hatch} />
          </pattern>
        </defs>
        {picture !== null &&
          placed.map((one, index) => (
            <PartBox
              key={one.part.kind === 'key' ? one.part.row.key : one.part.kind}
              id={`${id}-${index}`}
              index={index}
              placed={one}
              picture={picture}
              pattern={`url(#${id}-own)`}
              isChosen={index === found}
              isActive={index === at}
            />
          ))}
      </svg>
    </div>
  )
}

interface PartBoxProps {
  readonly id: string
  readonly index: number
  readonly placed: Placed
  readonly picture: SizePicture
  /** Fills what is not a key. */
  readonly pattern: string
  readonly isChosen: boolean
  readonly isActive: boolean
}

function PartBox(props: PartBoxProps) {
  const { id, index, placed, picture, pattern, isChosen, isActive } = props
  const { part, box, inner } = placed
  const { name, bytes, title } = wordsOf(part, picture)
  return (
    <g
      id={id}
      role="option"
      aria-selected={isChosen}
      aria-label={title}
      data-part={index}
      className={cx(part.kind === 'key' && isFolderOf(part.row) && styles.folder)}
    >
      <title>{title}</title>
      <rect className={cx(styles.box, isChosen && styles.chosen)} {...box} />
      {part.kind !== 'key' && <rect fill={pattern} {...box} />}
      {inner.map(({ row, box: place }) => (
        <rect key={row.key} className={styles.inner} {...place} />
      ))}
      <Label box={box} name={name} size={inner.length === 0 ? sizeText(bytes) : null} />
      {inner.map(({ row, box: place }) => (
        <Label key={row.key} box={place} name={markedText(row.name)} size={null} isInner />
      ))}
      {isActive && <rect className={styles.active} {...inset(box)} />}
    </g>
  )
}

interface LabelProps {
  readonly box: Box
  readonly name: string
  /** Written below the name, where there is room. */
  readonly size: string | null
  readonly isInner?: boolean
}

/** The name in a box, as much of it as there is room for. */
function Label({ box, name, size, isInner = false }: LabelProps) {
  if (box.width < ROOM.width || box.height < ROOM.height) return null
  return (
    // An inner svg cuts off what is outside of it.
    <svg {...box} aria-hidden="true" className={cx(isInner && styles.innerName)}>
      <text x={5} y={13}>
        {cut(name, box.width - 8)}
      </text>
      {size !== null && box.height >= ROOM.two && (
        <text x={5} y={29} className={styles.size}>
          {cut(size, box.width - 8)}
        </text>
      )}
    </svg>
  )
}

function cut(text: string, width: number): string {
  const most = Math.floor(width / ROOM.letter)
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`
}

function inset({ x, y, width, height }: Box): Box {
  return { x: x + 1, y: y + 1, width: Math.max(0, width - 2), height: Math.max(0, height - 2) }
}

function wordsOf(part: Part, { whole, own, rest }: SizePicture) {
  if (part.kind === 'own') {
    return { name: SIZES.own, bytes: own.bytes, title: ownText(own.bytes, whole.bytes, own.values) }
  }
  if (part.kind === 'rest') {
    const title = restText(rest.subkeys, rest.bytes, whole.bytes)
    return { name: restName(rest.subkeys), bytes: rest.bytes, title }
  }
  const { name, bytes, keys } = part.row
  const shown = markedText(name)
  return { name: shown, bytes, title: partText(shown, bytes, whole.bytes, keys) }
}

/** The name of the key whose parts are shown; the root has none that would say anything. */
export function nameOf({ whole, above }: SizePicture): string {
  return above.length === 0 ? SIZES.root : markedText(whole.name)
}
