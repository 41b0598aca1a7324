import { type FormEvent, useEffect, useId, useState } from 'react'
import { readName, spellName } from '../../bytes/spelling.ts'
import { registryPath } from '../../state/copying.ts'
import { closeDialog, typeInDialog } from '../../state/dialogs.ts'
import { useDocument } from '../../state/documents.ts'
import { submitEdit } from '../../state/keyProperties.ts'
import { loadKeyDetails } from '../../state/reads.ts'
import { hexText, KEY_PROPERTIES, keyFlagsText, VIRTUAL_FLAG_TITLES } from '../../text/dialogs.ts'
import { bytesLength } from '../../text/editors.ts'
import { keyName } from '../../text/edits.ts'
import { FRAME } from '../../text/page.ts'
import { layerText } from '../../text/panes.ts'
import type { DocId, DocInfo, KeyDetails, KeyId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Check } from '../common/Check.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { controlClass, Field, Note } from '../common/Field.tsx'
import { useTimeText } from '../common/useTimeText.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { WholeText } from '../common/WholeText.tsx'
import { Below } from './Below.tsx'
import styles from './dialogs.module.css'
import { type Fact, Facts } from './Facts.tsx'
import { LinkTargetField, storedTarget } from './LinkTargetField.tsx'
import { refusalText } from './refusalText.ts'
import { useHiveName } from './useHiveName.ts'

interface KeyPropertiesDialogProps {
  readonly doc: DocId
  readonly keyId: KeyId
}

/**
 * The contents of a key's record. Class, virtualization flags and the target of a link can be
 * changed, as one step.
 */
export function KeyPropertiesDialog({ doc, keyId }: KeyPropertiesDialogProps) {
  const about = useHiveName(doc)
  const [details, setDetails] = useState<KeyDetails | null>(null)
  const info = useDocument(doc)?.info
  useEffect(() => {
    let wanted = true
    void loadKeyDetails(doc, keyId).then((loaded) => {
      if (!wanted) return
      if (loaded) setDetails(loaded)
      else closeDialog()
    })
    return () => {
      wanted = false
    }
  }, [doc, keyId])
  if (details === null || info === undefined) return null
  const isSound = details.refused.newValue === null || details.link
  return info.access === 'editable' && isSound ? (
    <EditedProperties info={info} details={details} about={about} />
  ) : (
    <ShownProperties info={info} details={details} about={about} />
  )
}

interface PropertiesProps {
  readonly info: DocInfo
  readonly details: KeyDetails
  readonly about: string | null
}

function ShownProperties({ info, details, about }: PropertiesProps) {
  const { className, virtualFlags, linkTarget } = details
  const flags = VIRTUAL_FLAG_TITLES.filter(([flag]) => (virtualFlags & flag) !== 0)
  const facts = useFacts(info, details)
  return (
    <Dialog
      title={KEY_PROPERTIES.title}
      about={about}
      onClose={closeDialog}
      reading
      actions={<Button onClick={closeDialog}>{FRAME.close}</Button>}
    >
      <Facts
        facts={[
          ...facts.slice(0, 2),
          {
            label: KEY_PROPERTIES.className,
            value: className === null ? KEY_PROPERTIES.noClass : <WholeText text={className} />,
          },
          {
            label: KEY_PROPERTIES.virtualization,
            value: flags.map(([, title]) => title).join(', ') || KEY_PROPERTIES.noFlags,
          },
          ...(linkTarget === null
            ? []
            : [{ label: KEY_PROPERTIES.target, value: <VisibleText text={linkTarget} /> }]),
          ...facts.slice(2),
        ]}
      />
    </Dialog>
  )
}

function EditedProperties({ info, details, about }: PropertiesProps) {
  const before = {
    className: spellName(details.className ?? ''),
    target: spellName(details.linkTarget ?? ''),
    flags: details.virtualFlags,
  }
  const [className, setClassName] = useState(before.className)
  const [target, setTarget] = useState(before.target)
  const [flags, setFlags] = useState(before.flags)
  const [refused, setRefused] = useState<string | null>(null)
  const form = useId()
  const facts = useFacts(info, details)
  const stored = storedTarget(target)
  const isTargetSound = !details.link || target === before.target || stored !== null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isTargetSound) return
    const edit = {
      kind: 'set-properties',
      key: details.id,
      className: className === before.className ? undefined : readName(className),
      virtualFlags: flags === before.flags ? undefined : flags,
      target: target === before.target ? undefined : (stored ?? undefined),
    } as const
    const isSame =
      edit.className === undefined && edit.virtualFlags === undefined && edit.target === undefined
    if (isSame) closeDialog()
    else void submitEdit(info.doc, edit, (error) => setRefused(refusalText(error)))
  }
  return (
    <Dialog
      title={KEY_PROPERTIES.title}
      about={about}
      onClose={closeDialog}
      keepOnOutsideClick
      actions={
        <>
          <Button onClick={closeDialog}>{KEY_PROPERTIES.cancel}</Button>
          <Button look="primary" type="submit" form={form} disabled={!isTargetSound}>
            {KEY_PROPERTIES.ok}
          </Button>
        </>
      }
    >
      <form id={form} className={styles.properties} onInput={typeInDialog} onSubmit={submit}>
        <Facts facts={facts.slice(0, 2)} />
        <Field id={`${form}-class`} label={KEY_PROPERTIES.className}>
          <input
            id={`${form}-class`}
            className={controlClass}
            value={className}
            autoComplete="off"
            spellCheck={false}
            dir="auto"
            onChange={(event) => {
              setClassName(event.target.value)
            }}
          />
        </Field>
        <fieldset className={styles.flags}>
          <legend>{KEY_PROPERTIES.virtualization}</legend>
          {VIRTUAL_FLAG_TITLES.map(([flag, title]) => (
            <Check
              key={flag}
              label={title}
              checked={(flags & flag) !== 0}
              onChange={() => {
                setFlags(flags ^ flag)
              }}
            />
          ))}
        </fieldset>
        {details.link && (
          <LinkTargetField
            id={`${form}-target`}
            label={KEY_PROPERTIES.target}
            text={target}
            invalid={!isTargetSound}
            kept={details.linkTarget}
            change={setTarget}
          />
        )}
        {refused !== null && <Note kind="error">{refused}</Note>}
        {info.keepsTimes && <Note kind="hint">{KEY_PROPERTIES.keepsTimes}</Note>}
        <Facts facts={facts.slice(2)} />
      </form>
    </Dialog>
  )
}

/** What cannot be changed; name and path come first. */
function useFacts(info: DocInfo, details: KeyDetails): readonly Fact[] {
  const timeText = useTimeText()
  return [
    { label: KEY_PROPERTIES.name, value: <VisibleText text={keyName(details.name)} /> },
    {
      label: KEY_PROPERTIES.path,
      value: <VisibleText text={registryPath(info.prefix, details.path)} />,
    },
    { label: KEY_PROPERTIES.lastWrite, value: timeText(details.lastWrite) },
    { label: KEY_PROPERTIES.values, value: details.values.toLocaleString('en') },
    { label: KEY_PROPERTIES.subkeys, value: details.subkeys.toLocaleString('en') },
    { label: KEY_PROPERTIES.below, value: <Below doc={info.doc} keyId={details.id} /> },
    { label: KEY_PROPERTIES.flags, value: keyFlagsText(details.flags) },
    {
      label: KEY_PROPERTIES.link,
      value: details.link ? KEY_PROPERTIES.linkYes : KEY_PROPERTIES.linkNo,
    },
    ...(details.layer ? [{ label: KEY_PROPERTIES.layer, value: layerText(details.layer) }] : []),
    { label: KEY_PROPERTIES.descriptor, value: bytesLength(details.descriptorSize) },
    { label: KEY_PROPERTIES.cell, value: hexText(details.cell, 8) },
  ]
}
