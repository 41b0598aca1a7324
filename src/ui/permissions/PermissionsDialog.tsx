import { Tabs } from '@base-ui/react/tabs'
import { type ReactNode, useEffect, useId, useMemo, useState } from 'react'
import { sameBytes } from '../../bytes/same.ts'
import { ACE_FLAG } from '../../security/ace.ts'
import { type Descriptor, decodeDescriptor, encodeDescriptor } from '../../security/descriptor.ts'
import { inheritDescriptor, type ListName } from '../../security/inherit.ts'
import { withEntries } from '../../security/newEntry.ts'
import { inOrder } from '../../security/order.ts'
import { parseSddl } from '../../security/parseSddl.ts'
import { descriptorWarnings } from '../../security/warnings.ts'
import { copy, registryPath } from '../../state/copying.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { useDocument } from '../../state/documents.ts'
import { useWorking } from '../../state/longEdits.ts'
import {
  type LoadedPermissions,
  loadPermissions,
  readSddl,
  submitPermissions,
} from '../../state/permissions.ts'
import { progressText } from '../../text/panes.ts'
import {
  ENTRIES,
  PERMISSION_TABS,
  PERMISSIONS,
  type PermissionTab,
  WARNING_WORDS,
} from '../../text/permissions.ts'
import { SDDL_LOSS_WORDS } from '../../text/rights.ts'
import { sddlProblemText } from '../../text/security.ts'
import type { DocId, DocInfo, KeyId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Check } from '../common/Check.tsx'
import { cx } from '../common/cx.ts'
import { Dialog } from '../common/Dialog.tsx'
import { areaClass, Field, Note } from '../common/Field.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import { refusalText } from '../dialogs/refusalText.ts'
import { useHiveName } from '../dialogs/useHiveName.ts'
import { useDraft } from './draft.ts'
import { EffectivePage } from './EffectivePage.tsx'
import { EntryPage } from './EntryPage.tsx'
import { Inheritance } from './Inheritance.tsx'
import { OwnerFields } from './OwnerFields.tsx'
import styles from './permissions.module.css'
import { SimplePage } from './SimplePage.tsx'

interface PermissionsDialogProps {
  readonly doc: DocId
  readonly keyId: KeyId
}

/** Who may do what with a key, in regedit's words, with the same as SDDL below. */
export function PermissionsDialog({ doc, keyId }: PermissionsDialogProps) {
  const [loaded, setLoaded] = useState<LoadedPermissions | null>(null)
  const info = useDocument(doc)?.info
  useEffect(() => {
    let wanted = true
    void loadPermissions(doc, keyId).then((found) => {
      if (!wanted) return
      if (found === null) closeDialog()
      else setLoaded(found)
    })
    return () => {
      wanted = false
    }
  }, [doc, keyId])
  if (loaded === null || info === undefined) return null
  return <Editor info={info} keyId={keyId} loaded={loaded} />
}

interface EditorProps {
  readonly info: DocInfo
  readonly keyId: KeyId
  readonly loaded: LoadedPermissions
}

/** What happens to the keys below. */
interface Below {
  readonly subtree: boolean
  readonly replace: readonly ListName[]
  readonly owner: boolean
}

const TABS = ['simple', 'advanced', 'audit', 'effective'] as const satisfies PermissionTab[]

/** What a key gets whose descriptor cannot be read, and whose parent has none either. */
const USUAL = 'O:BAG:SYD:(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;BU)'

function Editor({ info, keyId, loaded }: EditorProps) {
  const { permissions, book } = loaded
  const { doc } = info
  const about = useHiveName(doc)
  const readOnly = info.access !== 'editable'
  const above = useMemo(
    () =>
      permissions.above.map(({ path, descriptor }) => ({
        path: registryPath(info.prefix, path),
        name: path.at(-1) ?? info.prefix,
        descriptor: descriptor && decodeDescriptor(descriptor),
      })),
    [permissions, info.prefix],
  )
  const parent = above[0]?.descriptor ?? null
  const { draft, change, type } = useDraft(
    useMemo(() => firstOf(permissions.descriptor, parent), [permissions, parent]),
    loaded,
  )
  const { descriptor } = draft
  const [tab, setTab] = useState<PermissionTab>('simple')
  const [below, setBelow] = useState<Below>({ subtree: true, replace: [], owner: false })
  const [refused, setRefused] = useState<string | null>(null)
  const working = useWorking(({ byDoc }) => byDoc.get(doc))
  const isBusy = working !== undefined
  const submit = () => {
    const isSame =
      permissions.descriptor !== null &&
      sameBytes(encodeDescriptor(descriptor), permissions.descriptor)
    if (isSame && below.replace.length === 0 && !below.owner) return closeDialog()
    setRefused(null)
    void submitPermissions(doc, keyId, { descriptor, below }, (error) =>
      setRefused(refusalText(error)),
    )
  }
  const page = { descriptor, change, book, readOnly }
  const replaceCheck = (name: ListName, label: string) =>
    permissions.hasSubkeys && !readOnly ? (
      <>
        <Check
          label={label}
          checked={below.replace.includes(name)}
          onChange={(on) =>
            setBelow({
              ...below,
              replace: on ? [...below.replace, name] : below.replace.filter((one) => one !== name),
            })
          }
        />
        {below.replace.includes(name) && !passesOn(descriptor, name) && (
          <Note kind="warning">{PERMISSIONS.nothingBelow}</Note>
        )}
      </>
    ) : null
  return (
    <Dialog
      title={PERMISSIONS.title}
      about={about}
      onClose={() => (isBusy ? working.cancel() : closeDialog())}
      size="wide"
      keepOnOutsideClick
      actions={
        readOnly ? (
          <Button onClick={closeDialog}>{PERMISSIONS.close}</Button>
        ) : (
          <>
            {isBusy && (
              <span className={styles.working}>
                <progress value={working.done} aria-label={PERMISSIONS.working} />
                {progressText(working.done)}
              </span>
            )}
            <Button onClick={isBusy ? working.cancel : closeDialog}>{PERMISSIONS.cancel}</Button>
            <Button look="primary" disabled={draft.problem !== null || isBusy} onClick={submit}>
              {PERMISSIONS.ok}
            </Button>
          </>
        )
      }
    >
      <p className={styles.path}>
        <VisibleText text={registryPath(info.prefix, permissions.path)} />
      </p>
      {permissions.descriptor === null && <Note kind="warning">{PERMISSIONS.unreadable}</Note>}
      <Tabs.Root
        className={styles.tabs}
        value={tab}
        onValueChange={(value) => setTab(TABS.find((one) => one === value) ?? 'simple')}
      >
        <Tabs.List className={styles.tabList} aria-label={PERMISSIONS.sections}>
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one} className={styles.tab}>
              {PERMISSION_TABS[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <TabPage value="simple">
          <SimplePage {...page} />
        </TabPage>
        <TabPage value="advanced">
          <OwnerFields {...page} />
          <EntryPage {...page} name="dacl" above={above} />
          {!readOnly && <Inheritance {...{ descriptor, change, parent }} name="dacl" />}
          {replaceCheck('dacl', PERMISSIONS.replaceAccess)}
          {permissions.hasSubkeys && !readOnly && (
            <Check
              label={PERMISSIONS.replaceOwner}
              checked={below.owner}
              onChange={(owner) => setBelow({ ...below, owner })}
            />
          )}
        </TabPage>
        <TabPage value="audit">
          <EntryPage {...page} name="sacl" above={above} />
          {!readOnly && <Inheritance {...{ descriptor, change, parent }} name="sacl" />}
          {replaceCheck('sacl', PERMISSIONS.replaceAudit)}
        </TabPage>
        <TabPage value="effective">
          <EffectivePage descriptor={descriptor} book={book} />
        </TabPage>
      </Tabs.Root>
      <Warnings descriptor={descriptor} change={change} readOnly={readOnly} />
      <SddlField {...{ draft, type, readOnly }} />
      {permissions.hasSubkeys && !readOnly && (
        <Check
          label={PERMISSIONS.subtree}
          checked={below.subtree}
          onChange={(subtree) => setBelow({ ...below, subtree })}
        />
      )}
      {refused !== null && <Note kind="error">{refused}</Note>}
    </Dialog>
  )
}

function TabPage({
  value,
  children,
}: {
  readonly value: PermissionTab
  readonly children: ReactNode
}) {
  return (
    <Tabs.Panel value={value} className={styles.panel}>
      {children}
    </Tabs.Panel>
  )
}

/** The descriptor to begin with: the key's own, or else what it would inherit. */
function firstOf(bytes: Uint8Array | null, parent: Descriptor | null): Descriptor {
  if (bytes !== null) return decodeDescriptor(bytes)
  return parent === null ? parseSddl(USUAL) : inheritDescriptor(parent)
}

/** Whether a list has an entry that keys below get. */
function passesOn(descriptor: Descriptor, name: ListName): boolean {
  const aces = descriptor[name]?.aces
  return aces?.some(({ flags }) => (flags & ACE_FLAG.CONTAINER_INHERIT) !== 0) ?? true
}

interface WarningsProps {
  readonly descriptor: Descriptor
  readonly change: (descriptor: Descriptor) => void
  readonly readOnly: boolean
}

/** What is unusual about the access that the key gives. */
function Warnings({ descriptor, change, readOnly }: WarningsProps) {
  const warnings = useMemo(() => descriptorWarnings(descriptor), [descriptor])
  return (
    <div role="status" className={styles.warnings}>
      {warnings.map((warning) => (
        <Note key={warning} kind="warning">
          {WARNING_WORDS[warning]}
          {warning === 'order' && !readOnly && (
            <Button
              className={styles.inNote}
              onClick={() =>
                change(withEntries(descriptor, 'dacl', inOrder(descriptor.dacl?.aces ?? [])))
              }
            >
              {ENTRIES.reorder}
            </Button>
          )}
        </Note>
      ))}
    </div>
  )
}

interface SddlFieldProps extends Pick<ReturnType<typeof useDraft>, 'draft' | 'type'> {
  readonly readOnly: boolean
}

/** The same descriptor as text. */
function SddlField({ draft, type, readOnly }: SddlFieldProps) {
  const id = useId()
  const [notPasted, setNotPasted] = useState(false)
  const { text, problem, losses } = draft
  const paste = async () => {
    const read = await readSddl()
    setNotPasted(read === null)
    if (read !== null) type(read)
  }
  return (
    <Field
      id={id}
      label={PERMISSIONS.sddl}
      aside={
        <>
          <Button
            look="quiet"
            className={styles.small}
            onClick={() => void copy(text, { what: 'text', count: 1 })}
          >
            {PERMISSIONS.copySddl}
          </Button>
          {!readOnly && (
            <Button look="quiet" className={styles.small} onClick={() => void paste()}>
              {PERMISSIONS.pasteSddl}
            </Button>
          )}
        </>
      }
    >
      <textarea
        id={id}
        className={cx(areaClass, styles.sddl)}
        value={text}
        rows={3}
        dir="ltr"
        readOnly={readOnly}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem !== null || undefined}
        aria-describedby={`${id}-note`}
        onChange={({ target }) => type(target.value)}
      />
      <div id={`${id}-note`}>
        {problem !== null && (
          <Note kind="error">
            <VisibleText
              text={sddlProblemText(problem.position, problem.expected, problem.actual)}
            />
          </Note>
        )}
        {notPasted && <Note kind="hint">{PERMISSIONS.notPasted}</Note>}
        {problem === null &&
          losses.map((loss) => (
            <Note key={loss} kind="hint">
              {SDDL_LOSS_WORDS[loss]}
            </Note>
          ))}
      </div>
    </Field>
  )
}
