/** Archives for tests, made by the libraries that the page reads them with, and by Node. */

import { gzipSync } from 'node:zlib'
import { BlobReader, BlobWriter, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js'
import { packTar } from 'modern-tar'

/** The files of an archive by their paths. */
export type Files = Readonly<Record<string, Uint8Array<ArrayBuffer>>>

/** A zip archive; with a password its files are encrypted. */
export async function zipOf(
  files: Files,
  options: { readonly password?: string; readonly level?: number } = {},
): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter('application/zip'), {
    useWebWorkers: false,
    ...options,
  })
  for (const [path, bytes] of Object.entries(files)) {
    await writer.add(path, new BlobReader(new Blob([bytes])))
  }
  return writer.close()
}

export async function tarOf(files: Files): Promise<Uint8Array<ArrayBuffer>> {
  const entries = Object.entries(files).map(([name, data]) => ({
    header: { name, size: data.length, type: 'file' as const },
    body: data,
  }))
  return packTar(entries)
}

export function gzipOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(gzipSync(bytes))
}
