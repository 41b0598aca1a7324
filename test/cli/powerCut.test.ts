/**
 * Power failures while a file is written: any system call of `writeOutput` may be the last, and data that was not
 * synced is lost. The page writes in place through the browser, whose file stays unchanged until it is closed
 * (`test/worker/save.test.ts`).
 */

import type * as Fs from 'node:fs'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { writeOutput } from '../../src/cli/output.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { runToEnd } from '../../src/work.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { temporary } from '../helpers/temporary.ts'

const SECTOR = 512

/** A disk that takes one sector per call, and nothing after a given number of calls. */
const disk = vi.hoisted(() => ({
  callsLeft: Number.POSITIVE_INFINITY,
  calls: 0,
  isCut: false,
  failure: 'EIO',
  /** Content that is not synced yet, by path: a power failure destroys it. */
  unsynced: new Map<string, number>(),
  paths: new Map<number, string>(),
}))

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof Fs>()
  const step = () => {
    disk.calls++
    if (!disk.isCut && disk.callsLeft-- > 0) return
    disk.isCut = true
    throw Object.assign(new Error(disk.failure), { code: disk.failure })
  }
  const openSync = (path: string, flags: string, mode?: number) => {
    if (flags !== 'r') step()
    const file = fs.openSync(path, flags, mode)
    disk.paths.set(file, path)
    return file
  }
  const writeSync = (file: number, bytes: Uint8Array, from: number, length: number) => {
    step()
    const path = disk.paths.get(file) ?? ''
    if (!disk.unsynced.has(path)) disk.unsynced.set(path, 0)
    return fs.writeSync(file, bytes, from, Math.min(SECTOR, length))
  }
  const fsyncSync = (file: number) => {
    step()
    fs.fsyncSync(file)
    disk.unsynced.delete(disk.paths.get(file) ?? '')
  }
  const naming = (name: 'renameSync' | 'linkSync') => (from: string, to: string) => {
    step()
    fs[name](from, to)
    if (disk.unsynced.has(from)) disk.unsynced.set(to, 0)
  }
  const rmSync = (path: string, options: Fs.RmOptions) => {
    if (!disk.isCut || disk.failure !== 'power') fs.rmSync(path, options)
  }
  const mocked = {
    ...fs,
    openSync,
    writeSync,
    fsyncSync,
    rmSync,
    renameSync: naming('renameSync'),
    linkSync: naming('linkSync'),
  }
  return { ...mocked, default: mocked }
})

const files = temporary()
const [before, after] = [1, 2].map((n) => {
  const hive = Hive.create()
  for (let key = 0; key < n * 40; key++) hive.rootKey.create(`key ${key}`)
  return hive.finishedCopy()
}) as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>]

beforeEach(() => {
  Object.assign(disk, { callsLeft: Number.POSITIVE_INFINITY, calls: 0, isCut: false })
  disk.unsynced.clear()
  disk.paths.clear()
})

/** Writes the new bytes over the old ones, with a power failure after some calls; returns the calls made. */
function writeUntil(calls: number, options: { force: boolean; path: string }): number {
  Object.assign(disk, { callsLeft: calls, calls: 0, isCut: false })
  disk.unsynced.clear()
  try {
    runToEnd(writeOutput({ path: options.path, force: options.force, sources: [] }, after))
  } catch (error) {
    expect(disk.isCut, String(error)).toBe(true)
  }
  // Content that was written but not synced is lost, under its new name too.
  if (disk.isCut) for (const path of disk.unsynced.keys()) empty(path)
  disk.callsLeft = Number.POSITIVE_INFINITY
  disk.isCut = false
  return disk.calls
}

function empty(path: string): void {
  try {
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0))
  } catch {
    // It was renamed, or did not get its name.
  }
}

describe('6.9.48 a power failure after any sector, sync or rename', () => {
  const sectors = after.length / SECTOR

  it('a power failure leaves either the whole old hive or the whole new one, and it opens clean', () => {
    disk.failure = 'power'
    const path = files.path('replaced')
    files.file('replaced', before)
    const all = writeUntil(Number.POSITIVE_INFINITY, { force: true, path })
    // Opening, every sector, sync, rename, sync of the folder.
    expect(all).toBe(1 + sectors + 3)
    const seen = new Set<string>()
    for (let calls = 0; calls <= all; calls++) {
      files.file('replaced', before)
      writeUntil(calls, { force: true, path })
      const bytes = new Uint8Array(readFileSync(path))
      const isNew = firstDifference(bytes, after) < 0
      expect(isNew || firstDifference(bytes, before) < 0, `cut after ${calls} calls`).toBe(true)
      const { findings, keys } = Hive.open(bytes).check()
      expect({ findings, keys }).toEqual({ findings: [], keys: isNew ? 81 : 41 })
      seen.add(isNew ? 'new' : 'old')
    }
    expect([...seen].sort()).toEqual(['new', 'old'])
  })

  it('a power failure never leaves a new name on an incomplete file', () => {
    disk.failure = 'power'
    for (let calls = 0; calls <= sectors + 4; calls++) {
      const path = files.path(`new ${calls}`)
      writeUntil(calls, { force: false, path })
      const bytes = contentOf(path)
      if (bytes === null) expect(calls).toBeLessThanOrEqual(sectors + 2)
      else expect(firstDifference(bytes, after)).toBe(-1)
    }
  })
})

it.each([
  ['ENOSPC', 'no space left on the disk'],
  ['EDQUOT', 'disk quota exceeded'],
  ['EIO', 'input/output error on the disk or the connection to it'],
  ['ESTALE', 'the file system is no longer available'],
])('a disk that fails with %s keeps only the old file and reports: %s', (failure, words) => {
  disk.failure = failure
  const path = files.file('kept', before)
  const there = readdirSync(dirname(path))
  for (const calls of [0, 1, 9, 30]) {
    Object.assign(disk, { callsLeft: calls, isCut: false })
    const write = () => runToEnd(writeOutput({ path, force: true, sources: [] }, after))
    const message = expect.stringMatching(new RegExp(`^${words} \\(${failure}\\); nothing`))
    expect(write).toThrow(
      expect.objectContaining({ name: 'HiveError', code: 'write-failed', message }),
    )
    expect(firstDifference(new Uint8Array(readFileSync(path)), before)).toBe(-1)
    expect(readdirSync(dirname(path))).toEqual(there)
  }
})

function contentOf(path: string): Uint8Array | null {
  try {
    return new Uint8Array(readFileSync(path))
  } catch {
    return null
  }
}
