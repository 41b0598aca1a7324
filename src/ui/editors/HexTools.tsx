import { Menu } from '@base-ui/react/menu'
import { ChevronDown } from 'lucide-react'
import { type ChangeEvent, useRef, useState } from 'react'
import { type ByteForm, writeBytesSteps } from '../../bytes/byteForms.ts'
import { saveBytes } from '../../state/byteFiles.ts'
import { copy } from '../../state/copying.ts'
import { BYTE_FORMS, HEX } from '../../text/valueEditors.ts'
import { runInSlices } from '../../worker/slices.ts'
import buttons from '../common/Button.module.css'
import { Button } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import menus from '../frame/Menu.module.css'
import { MenuPopup } from '../frame/MenuPopup.tsx'
import styles from './RowEditor.module.css'

interface HexToolsProps {
  /** The selected bytes; all of them when none are selected. */
  readonly chosen: () => Uint8Array
  readonly bytes: () => Uint8Array
  /** Replaces all bytes. */
  readonly replaceAll: (bytes: Uint8Array) => void
  /** The name and type of the value. */
  readonly name: string
  readonly type: number
  readonly readOnly: boolean
}

const FORMS: readonly ByteForm[] = ['hex', 'c', 'reg', 'base64', 'utf16', 'ascii']

/** Copying bytes in a form, and bytes from and to a file. */
export function HexTools(props: HexToolsProps) {
  const { bytes, replaceAll } = props
  const input = useRef<HTMLInputElement>(null)
  const [unread, setUnread] = useState(false)
  const load = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0]
    // Cleared, so that choosing the same file again is a change.
    target.value = ''
    if (!file) return
    try {
      replaceAll(new Uint8Array(await file.arrayBuffer()))
      setUnread(false)
    } catch {
      setUnread(true)
    }
  }
  return (
    <span className={styles.tools}>
      <CopyMenu {...props} />
      <Button disabled={props.readOnly} onClick={() => input.current?.click()}>
        {HEX.load}
      </Button>
      <input
        ref={input}
        type="file"
        className="sr-only"
        aria-label={HEX.loadFrom}
        tabIndex={-1}
        disabled={props.readOnly}
        onChange={(event) => void load(event)}
      />
      <Button onClick={() => saveBytes(bytes(), props.name)}>{HEX.save}</Button>
      {unread && (
        <span role="alert" className={styles.failed}>
          {HEX.notLoaded}
        </span>
      )}
    </span>
  )
}

function CopyMenu({ chosen, type }: HexToolsProps) {
  const [open, setOpen] = useState(false)
  const copyAs = async (form: ByteForm) => {
    const bytes = chosen()
    const text = await runInSlices(writeBytesSteps(bytes, form, type), { atOnce: true })
    await copy(text, { what: 'bytes', count: bytes.length })
  }
  return (
    <Menu.Root open={open} onOpenChange={setOpen} modal={false}>
      <Menu.Trigger className={cx(buttons.button, buttons.plain)}>
        {HEX.copyAs}
        <ChevronDown size="0.75rem" aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={menus.positioner} side="top" align="start" sideOffset={4}>
          <MenuPopup close={() => setOpen(false)}>
            {FORMS.map((form) => (
              <Menu.Item key={form} className={menus.item} onClick={() => void copyAs(form)}>
                <span className={menus.mark} />
                {BYTE_FORMS[form]}
              </Menu.Item>
            ))}
          </MenuPopup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
