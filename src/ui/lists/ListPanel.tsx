import type { ReactNode } from 'react'
import { cx } from '../common/cx.ts'
import { usePane } from '../common/usePane.ts'
import panels from '../panels/panels.module.css'
import gridRows from './GridRows.module.css'
import styles from './ListPanel.module.css'

interface ListPanelProps {
  readonly label: string
  /** The tabs of the panel. */
  readonly tabs: ReactNode
  /** What is beside the tabs: a `ListSummary`, then buttons. */
  readonly head: ReactNode
  readonly className?: string | undefined
  readonly headClass?: string | undefined
  /** The list, which gets the focus of the pane. */
  readonly rows: { readonly current: { focus(): void } | null }
  /** The list, and a `ListEmpty` while there is nothing in it. */
  readonly children: ReactNode
  /** Elements after the list, such as one with the role `status`. */
  readonly after?: ReactNode
}

/** A list in the panel under the values. */
export function ListPanel(props: ListPanelProps) {
  const { label, tabs, head, className, headClass, rows, children, after } = props
  const pane = usePane('panel', rows)
  return (
    <section className={cx(panels.pane, className)} aria-label={label} {...pane}>
      <div className={cx(panels.head, styles.head, headClass)}>
        {tabs}
        {head}
      </div>
      <div className={gridRows.rows}>{children}</div>
      {after}
    </section>
  )
}

interface ListSummaryProps {
  /** `status` for words that are announced when they change. */
  readonly role?: 'status'
  readonly className?: string | undefined
  /** `ListWords`, a progress bar, buttons with the class `listButton`. */
  readonly children: ReactNode
}

/** What a panel says of its list, at the end of its head. */
export function ListSummary({ role, className, children }: ListSummaryProps) {
  return (
    <span className={cx(styles.summary, className)} role={role}>
      {children}
    </span>
  )
}

/** Words in the head of a panel that may be cut off. */
export function ListWords({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <span className={styles.words} title={title}>
      {children}
    </span>
  )
}

/** How far the work is that fills a list. */
export function ListProgress({ done, label }: { readonly done: number; readonly label: string }) {
  return <progress className={panels.bar} value={done} aria-label={label} />
}

/** The class of a button in the head of a panel. */
export const listButton = styles.button

/** What is said in place of the rows when there are none. Put the first words into `strong`. */
export function ListEmpty({ children }: { readonly children: ReactNode }) {
  return <div className={cx(gridRows.empty, styles.empty)}>{children}</div>
}
