import { useEffect, useRef, useState } from 'react'
import { measureKey } from '../../state/keyProperties.ts'
import { belowText, KEY_PROPERTIES } from '../../text/dialogs.ts'
import type { DocId, KeyId, UsageRow } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'

/** How much a key and everything below it take, on request: the whole hive is measured for it. */
export function Below({ doc, keyId }: { readonly doc: DocId; readonly keyId: KeyId }) {
  const [found, setFound] = useState<UsageRow | null>(null)
  const [measuring, setMeasuring] = useState(false)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])
  const measure = async () => {
    stop.current = new AbortController()
    setMeasuring(true)
    const usage = await measureKey(doc, keyId, stop.current.signal)
    setMeasuring(false)
    setFound(usage)
  }
  return (
    <span role="status">
      {found !== null && belowText(found.keys, found.values, found.bytes)}
      {measuring && KEY_PROPERTIES.measuring}
      {found === null && !measuring && (
        <Button onClick={() => void measure()}>{KEY_PROPERTIES.measure}</Button>
      )}
    </span>
  )
}
