/**
 * What a file holds, by its size and a digest of each of its slices. It is made and compared a slice at a time, so that
 * a file is recognised without its bytes in memory.
 */

import type { HiveImage } from '../regf/HiveImage.ts'
import { giveBack } from './giveBack.ts'
import { sha256 } from './sha256.ts'

/** Bytes that are read, written and hashed at a time. */
export const SLICE = 16 * 1024 * 1024

export interface Fingerprint {
  /** Bytes of the file. */
  readonly size: number
  /** SHA-256 of each slice; null where the browser computed none, which is like nothing. */
  readonly slices: readonly (string | null)[]
}

/** Bytes that are read in slices. */
export interface Content {
  readonly size: number
  read(at: number, count: number): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>
  /** Ends the use of bytes that were read. */
  done(bytes: Uint8Array<ArrayBuffer>): void
}

/** The content of an image as it is at each read. */
export function contentOfImage(image: HiveImage): Content {
  return { size: image.length, read: (at, count) => image.bytesView(at, count), done: () => {} }
}

/** The content of a file or another blob. Reading rejects with the errors of the browser. */
export function contentOfBlob(blob: Blob): Content {
  return {
    size: blob.size,
    read: async (at, count) => new Uint8Array(await blob.slice(at, at + count).arrayBuffer()),
    // Without this the slices of a whole file are in memory before any of them is collected.
    done: ({ buffer }) => giveBack(buffer),
  }
}

/** Called before each slice with the fraction done. It may throw to end the work. */
export type SliceStep = (done: number) => void

/** The fingerprint of a content. */
export async function fingerprintOf(content: Content): Promise<Fingerprint> {
  const slices: (string | null)[] = []
  const { size } = content
  for (let at = 0; at < size; at += SLICE) {
    slices.push(await sliceDigest(content, at))
  }
  return { size, slices }
}

/** Those of some fingerprints that a content has. It is read as long as there may be one. */
export async function findFingerprint(
  content: Content,
  fingerprints: readonly Fingerprint[],
  step: SliceStep = () => {},
): Promise<Fingerprint | null> {
  const { size } = content
  let left = fingerprints.filter((one) => one.size === size)
  for (let at = 0; at < size && left.length > 0; at += SLICE) {
    step(at / size)
    const digest = await sliceDigest(content, at)
    left = left.filter(({ slices }) => digest !== null && slices[at / SLICE] === digest)
  }
  return left[0] ?? null
}

async function sliceDigest(content: Content, at: number): Promise<string | null> {
  const bytes = await content.read(at, Math.min(SLICE, content.size - at))
  const digest = await sha256(bytes)
  content.done(bytes)
  return digest
}

/** Where a content begins to differ from bytes, in bytes; null when it holds exactly these. */
export async function differsAt(
  content: Content,
  bytes: Uint8Array<ArrayBuffer>,
  step: SliceStep = () => {},
): Promise<number | null> {
  const both = Math.min(content.size, bytes.length)
  for (let at = 0; at < both; at += SLICE) {
    step(at / both)
    const read = await content.read(at, Math.min(SLICE, both - at))
    const wanted = bytes.subarray(at, at + read.length)
    const place = firstDifference(read, wanted)
    const { length } = read
    content.done(read)
    if (place !== null) return at + place
    // A file that was cut meanwhile gives fewer bytes.
    if (length < Math.min(SLICE, both - at)) return at + length
  }
  return content.size === bytes.length ? null : both
}

/** The first place at which two arrays of the same length differ; null when they are equal. */
function firstDifference(one: Uint8Array, other: Uint8Array): number | null {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return at
  return null
}
