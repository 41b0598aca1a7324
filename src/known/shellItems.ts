/**
 * Shell items: the steps of a path in Explorer, as ShellBags (`BagMRU`) and the lists of the file dialogs keep them.
 * Sources: [MS-SHLLINK] 2.2 and its example 3.1, and "Windows Shell Item format" of libyal's libfwsi.
 */

import { formatGuid } from '../bytes/guid.ts'
import { decodeLatin1, decodeUtf16 } from '../bytes/text.ts'

/** One step of a path. */
export interface ShellItem {
  readonly name: string
  /** FILETIME in UTC, of files and folders; null where it is not known. FAT times: even seconds. */
  readonly modified: bigint | null
  readonly created: bigint | null
  readonly accessed: bigint | null
  /** The entry of the file in the master file table of NTFS, and its sequence number. */
  readonly mft: { readonly entry: number; readonly sequence: number } | null
}

/** Well-known folders, by GUID. */
const FOLDERS: Readonly<Record<string, string>> = {
  '20D04FE0-3AEA-1069-A2D8-08002B30309D': 'This PC',
  '450D8FBA-AD25-11D0-98A8-0800361B1103': 'Documents',
  '208D2C60-3AEA-1069-A2D7-08002B30309D': 'Network',
  'F02C1A0D-BE21-4350-88B0-7367FC96EF3C': 'Network',
  '645FF040-5081-101B-9F08-00AA002F954E': 'Recycle Bin',
  '5399E694-6CE5-4D6C-8FCE-1D8870FDCBA0': 'Control Panel',
  '26EE0668-A00A-44D7-9371-BEB064C98683': 'Control Panel',
  '59031A47-3F72-44A7-89C5-5595FE6B30EE': 'User folder',
  '031E4825-7B94-4DC3-B131-E946B44C8DD5': 'Libraries',
  '679F85CB-0220-4080-B29B-5540CC05AAB6': 'Quick access',
  '018D5C66-4533-4307-9B53-224DE2ED1FE6': 'OneDrive',
  '871C5380-42A0-1069-A2EA-08002B30309D': 'Internet Explorer',
  'B4BFCC3A-DB2C-424C-B029-7FE99A87C641': 'Desktop',
  '754AC886-DF64-4CBA-86B5-F7FBF4FBCEF5': 'Desktop',
  'A8CDFF1C-4878-43BE-B5FD-F8091C1C60D0': 'Documents',
  'D3162B92-9365-467A-956B-92703ACA08AF': 'Documents',
  '374DE290-123F-4565-9164-39C4925E467B': 'Downloads',
  '088E3905-0323-4B02-9826-5D99428E115F': 'Downloads',
  '1CF1260C-4DD0-4EBB-811F-33C572699FDE': 'Music',
  '3DFDF296-DBEC-4FB4-81D1-6A3438BCF4DE': 'Music',
  '3ADD1653-EB32-4CB0-BBD7-DFA0ABB5ACCA': 'Pictures',
  '24AD3AD4-A569-4530-98E1-AB02F9417AA8': 'Pictures',
  'A0953C92-50DC-43BF-BE83-3742FED03C9C': 'Videos',
  'F86FA3AB-70D2-4FC7-9C99-FCBF05467F3A': 'Videos',
}

/** The signature of the extension of a file or folder. */
const FILE_EXTENSION = 0xbeef0004
/** No path has more steps. */
const MOST_ITEMS = 256

/**
 * Reads a list of shell items.
 *
 * @param data - the items, each with its size before it, up to a size of 0
 * @returns the items as far as they can be read
 */
export function readShellItems(data: Uint8Array): readonly ShellItem[] {
  const items: ShellItem[] = []
  for (let at = 0; at + 2 <= data.length && items.length < MOST_ITEMS; ) {
    const size = (data[at] as number) | ((data[at + 1] as number) << 8)
    if (size < 3 || at + size > data.length) break
    items.push(readItem(data.subarray(at, at + size)))
    at += size
  }
  return items
}

function readItem(item: Uint8Array): ShellItem {
  const view = new DataView(item.buffer, item.byteOffset, item.length)
  const kind = item[2] as number
  const group = kind & 0x70
  if (kind === 0x1f || kind === 0x2e) return named(folderName(item, 4) ?? driveIn(item))
  if (group === 0x20) return named(textAt(item, 3, false))
  if (group === 0x40) return named(textAt(item, 5, false))
  if (kind === 0x71) return named(folderName(item, 14) ?? '')
  if (group === 0x30) return fileItem(item, view, 4, (kind & 4) !== 0)
  // A folder of a user is an item of a file inside another one.
  if (item.length > 28 && view.getUint32(6, true) === 0x46534643) {
    return fileItem(item, view, 14, ((item[12] as number) & 4) !== 0)
  }
  return fileItem(item, view, item.length, false)
}

/** A file or folder, from its size on: the FAT time of its last modification, its attributes, its short name. */
function fileItem(item: Uint8Array, view: DataView, at: number, isUnicode: boolean): ShellItem {
  const short = at + 10 < item.length ? textAt(item, at + 10, isUnicode) : ''
  const modified = at + 8 <= item.length ? fatTime(view.getUint32(at + 4, true)) : null
  const extension = findExtension(view)
  if (extension < 0) return { ...named(short), modified }
  const version = view.getUint16(extension + 2, true)
  const hasReference = version >= 7 && extension + 28 <= item.length
  const name = extension + nameOffset(version)
  const long = name < item.length ? textAt(item, name, true) : ''
  return {
    name: long === '' ? short : long,
    modified,
    created: fatTime(view.getUint32(extension + 8, true)),
    accessed: fatTime(view.getUint32(extension + 12, true)),
    mft: hasReference ? reference(view, extension + 20) : null,
  }
}

/** Where the long name is in an extension: later versions have more before it. */
function nameOffset(version: number): number {
  if (version >= 9) return 46
  if (version >= 8) return 42
  return version >= 7 ? 38 : 20
}

/** The offset of the extension with the long name; -1 if there is none. */
function findExtension(view: DataView): number {
  for (let at = 4; at + 16 <= view.byteLength; at += 2) {
    if (view.getUint32(at + 4, true) === FILE_EXTENSION) return at
  }
  return -1
}

function reference(view: DataView, at: number): ShellItem['mft'] {
  const entry = view.getUint32(at, true) + view.getUint16(at + 4, true) * 2 ** 32
  const sequence = view.getUint16(at + 6, true)
  // On FAT, the field has something else, and no sequence number.
  return entry === 0 || sequence === 0 ? null : { entry, sequence }
}

function named(name: string): ShellItem {
  return { name, modified: null, created: null, accessed: null, mft: null }
}

/** The folder of a GUID; null if that is not known and something else may be there, as the item is longer. */
function folderName(item: Uint8Array, at: number): string | null {
  if (at + 16 > item.length) return null
  const guid = formatGuid(item.subarray(at, at + 16))
  const known = FOLDERS[guid.replace(/[{}]/g, '').toUpperCase()]
  return known ?? (item.length > at + 18 ? null : guid)
}

/** The drive of an item that holds the item of one, as those of removable drives do; otherwise nothing. */
function driveIn(item: Uint8Array): string {
  for (let at = 3; at + 6 <= item.length; at++) {
    const isDrive = item[at] === 0x19 && item[at + 1] === 0 && item[at + 2] === 0x2f
    if (isDrive) return textAt(item, at + 3, false)
  }
  return ''
}

/** The text up to its NUL. */
function textAt(item: Uint8Array, at: number, isUnicode: boolean): string {
  const unit = isUnicode ? 2 : 1
  let end = at
  while (end + unit <= item.length && (item[end] !== 0 || (isUnicode && item[end + 1] !== 0))) {
    end += unit
  }
  const bytes = item.subarray(at, Math.max(at, end))
  return isUnicode ? decodeUtf16(bytes) : decodeLatin1(bytes)
}

/** A date of FAT in the low half, a time in the high one, as FILETIME; null for none. */
function fatTime(stored: number): bigint | null {
  const [date, time] = [stored & 0xffff, stored >>> 16]
  if (date === 0) return null
  const day = Date.UTC(1980 + (date >>> 9), ((date >>> 5) & 15) - 1, date & 31)
  const seconds = (time >>> 11) * 3600 + ((time >>> 5) & 63) * 60 + (time & 31) * 2
  return (BigInt(day) + BigInt(seconds) * 1000n + 11_644_473_600_000n) * 10_000n
}
