import { useLayoutEffect, useState } from 'react'
import { actNext } from '../../state/actionQueue.ts'
import { closeDialog, type Dialog } from '../../state/dialogs.ts'
import { documentOf } from '../../state/documents.ts'
import { loadValueData } from '../../state/reads.ts'
import { WRONG_SIZE } from '../../text/editors.ts'
import { decodeDword, decodeQword } from '../../values/decode.ts'
import { type ListField, readListFieldSteps } from '../../values/listField.ts'
import { standardType, VALUE_TYPE } from '../../values/valueType.ts'
import { runInSlices } from '../../worker/slices.ts'
import { BinaryEditor } from './BinaryEditor.tsx'
import { ChangeType } from './ChangeType.tsx'
import { MultiStringEditor } from './MultiStringEditor.tsx'
import { NumberEditor } from './NumberEditor.tsx'
import { StringEditor } from './StringEditor.tsx'
import type { EditedValue } from './useSubmit.ts'

type EditValueDialog = Extract<Dialog, { type: 'edit-value' | 'change-type' }>

interface Loaded {
  readonly value: EditedValue
  /** The strings of a REG_MULTI_SZ. */
  readonly list: ListField | null
}

/** Fetches the data of a value, then shows the editor that fits it. */
export function ValueEditor({ dialog }: { readonly dialog: EditValueDialog }) {
  const { doc, key, value: row } = dialog
  const how = dialog.type === 'change-type' ? 'type' : dialog.binary ? 'binary' : 'typed'
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  useLayoutEffect(() => {
    let wanted = true
    const readOnly = documentOf(doc)?.info.access !== 'editable'
    const shared = { doc, key, id: row.id, name: row.name, absent: row.absent, readOnly }
    if (row.absent) {
      setLoaded({ value: { ...shared, type: row.type, data: new Uint8Array(0) }, list: null })
      return
    }
    // Keys typed meanwhile wait for the editor.
    void actNext(doc, async () => {
      const stored = await loadValueData(doc, key, row.id)
      const list = stored && how !== 'type' ? await listOf(stored) : null
      if (!wanted) return
      if (stored) setLoaded({ value: { ...shared, type: stored.type, data: stored.data }, list })
      else closeDialog()
    })
    return () => {
      wanted = false
    }
  }, [doc, key, row, how])
  return loaded && <EditorOf key={how} {...loaded} how={how} />
}

async function listOf({ type, data }: Pick<EditedValue, 'type' | 'data'>) {
  if (standardType(type) !== VALUE_TYPE.MULTI_SZ) return null
  return await runInSlices(readListFieldSteps(data), { atOnce: true })
}

function EditorOf({ value, list, how }: Loaded & { readonly how: 'typed' | 'binary' | 'type' }) {
  if (how === 'type') return <ChangeType value={value} />
  if (how === 'binary') return <BinaryEditor value={value} />
  if (list !== null) return <MultiStringEditor value={value} stored={list} />
  switch (standardType(value.type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
    case VALUE_TYPE.LINK:
      return <StringEditor value={value} />
    case VALUE_TYPE.DWORD:
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
      if (decodeDword(value.data) !== null) return <NumberEditor value={value} bits={32} />
      break
    case VALUE_TYPE.QWORD:
      if (decodeQword(value.data) !== null) return <NumberEditor value={value} bits={64} />
      break
    default:
      return <BinaryEditor value={value} />
  }
  return <BinaryEditor value={value} note={WRONG_SIZE} />
}
