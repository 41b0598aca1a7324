import { useLayoutEffect, useState } from 'react'
import { actNext } from '../../state/actionQueue.ts'
import { closeDialog, type Dialog } from '../../state/dialogs.ts'
import { documentOf } from '../../state/documents.ts'
import { loadValueData } from '../../state/reads.ts'
import { WRONG_SIZE } from '../../text/edits.ts'
import { decodeDword, decodeQword } from '../../values/decode.ts'
import { standardType, VALUE_TYPE } from '../../values/valueType.ts'
import { BinaryEditor } from './BinaryEditor.tsx'
import { MultiStringEditor } from './MultiStringEditor.tsx'
import { NumberEditor } from './NumberEditor.tsx'
import { StringEditor } from './StringEditor.tsx'
import type { EditedValue } from './useSubmit.ts'

type EditValueDialog = Extract<Dialog, { type: 'edit-value' }>

/** Fetches the data of a value, then shows the editor that fits it. */
export function ValueEditor({ dialog }: { readonly dialog: EditValueDialog }) {
  const { doc, key, value: row, binary } = dialog
  const [value, setValue] = useState<EditedValue | null>(null)
  useLayoutEffect(() => {
    let wanted = true
    const readOnly = documentOf(doc)?.info.access !== 'editable'
    const shared = { doc, key, id: row.id, name: row.name, absent: row.absent, readOnly }
    if (row.absent) {
      setValue({ ...shared, type: row.type, data: new Uint8Array(0) })
      return
    }
    // Keys typed meanwhile wait for the editor.
    void actNext(doc, async () => {
      const loaded = await loadValueData(doc, key, row.id)
      if (!wanted) return
      if (loaded) setValue({ ...shared, type: loaded.type, data: loaded.data })
      else closeDialog()
    })
    return () => {
      wanted = false
    }
  }, [doc, key, row])
  return value && <EditorOf key={binary ? 'binary' : 'typed'} value={value} binary={binary} />
}

function EditorOf({ value, binary }: { readonly value: EditedValue; readonly binary: boolean }) {
  if (binary) return <BinaryEditor value={value} />
  switch (standardType(value.type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
    case VALUE_TYPE.LINK:
      return <StringEditor value={value} />
    case VALUE_TYPE.MULTI_SZ:
      return <MultiStringEditor value={value} />
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
