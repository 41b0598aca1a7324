import { downloadBlob } from '../platform/save.ts'
import { bytesFile } from '../text/valueEditors.ts'

/** Downloads the bytes of a value as a file. */
export function saveBytes(bytes: Uint8Array, name: string): void {
  downloadBlob(new Blob([Uint8Array.from(bytes)]), bytesFile(name))
}
