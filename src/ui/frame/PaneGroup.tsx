import type { ReactNode } from 'react'
import { Group } from 'react-resizable-panels'
import { setLayout, useSettings } from '../../state/settings.ts'
import styles from './Workspace.module.css'

interface PaneGroupProps {
  /** Names the combination of panels, each of which stores its own sizes. */
  readonly name: string
  readonly orientation: 'horizontal' | 'vertical'
  readonly children: ReactNode
}

/** Panes side by side or one above the other. Their sizes are remembered. */
export function PaneGroup({ name, orientation, children }: PaneGroupProps) {
  return (
    <Group
      className={styles.group}
      orientation={orientation}
      defaultLayout={useSettings.getState().layouts[name]}
      onLayoutChanged={(layout, meta) => {
        // The size of a temporarily hidden pane is not stored, so that it comes back as it was.
        if (meta.isUserInteraction && !Object.values(layout).includes(0)) setLayout(name, layout)
      }}
    >
      {children}
    </Group>
  )
}
