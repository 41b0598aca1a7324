import { Hive } from '../../src/offreg/Hive.ts'
import { encodeString } from '../../src/values/encode.ts'

/** `A` with three values named `dup` and two without a name, which Windows never creates. */
export function sameNames(): Uint8Array<ArrayBuffer> {
  const hive = Hive.create()
  hive.transact(() => {
    const key = hive.rootKey.create('A')
    for (const name of ['dup', 'DUX', '', 'x', 'duy']) key.set(name, 1, encodeString(`of ${name}`))
  })
  const bytes = Uint8Array.from(hive.finishedCopy())
  const text = Buffer.from(bytes.buffer)
  text.write('DUP', text.indexOf('DUX'), 'latin1')
  text.write('dup', text.indexOf('duy'), 'latin1')
  // Makes the name of the value x empty.
  text.writeUInt16LE(0, text.indexOf(Buffer.from('x\0', 'latin1'), text.indexOf('DUP')) - 18)
  return bytes
}
