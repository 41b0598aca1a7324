/**
 * Reads what `writeJson` wrote, as changes of a hive. The text is read in pieces; what is kept of it are the names on
 * the way down to the current key and the table of descriptors. Members come in the order in which they are written:
 * the descriptors before the keys, and the facts about a key before its values and subkeys.
 */

import { parseFiletime } from '../bytes/filetime.ts'
import { decodeUtf16 } from '../bytes/text.ts'
import type { Change } from '../edit/change.ts'
import { HiveError } from '../errors.ts'
import { VIRTUAL_FLAGS } from '../regf/keyNode.ts'
import { KEY_FLAG, LIMIT } from '../regf/layout.ts'
import { encodeDescriptor } from '../security/descriptor.ts'
import { parseSddl } from '../security/parseSddl.ts'
import { JsonScanner, type JsonToken } from './JsonScanner.ts'
import { type DataMembers, dataOf } from './jsonData.ts'
import { JSON_FORMAT, JSON_VERSION } from './jsonForm.ts'

/** What cannot be made by changes: flags of a key or a value, or how it affects the layers below. */
export interface NotRead {
  readonly path: readonly string[]
  /** The name of the value; undefined for a key. */
  readonly value?: string | undefined
  readonly what: 'flags' | 'layer'
}

/** A change, or null to ask for the next piece of the text. */
type Step = Generator<Change | null, void>
type Read<T> = Generator<null, T>

/** Flags that the root of every hive has. */
const ROOT_FLAGS = KEY_FLAG.HIVE_ENTRY | KEY_FLAG.NO_DELETE
const MOST_UINT32 = 0xffff_ffff

/** A key that is being read. */
interface OpenKey {
  readonly isFirst: boolean
  /** The names of its parent, from the root down. */
  readonly parent: readonly string[]
  /** Its own path, once its name is known; that of the first key is known from the start. */
  path: readonly string[] | null
  name: string | null
  isEntered: boolean
  lastWrite: bigint | null
  readonly members: Set<string>
  /** The number of its subkeys that were read; null outside of their list. */
  subkeys: number | null
}

export class JsonReader {
  readonly #scanner = new JsonScanner()
  readonly #report: (notRead: NotRead) => void
  readonly #steps: Step
  readonly #descriptors: Uint8Array[] = []
  #path: readonly string[] = []
  /** A token that was looked at and not read yet. */
  #peeked: JsonToken | null = null

  /**
   * Starts before the text.
   *
   * @param report - called for what cannot be made by changes
   */
  constructor(report: (notRead: NotRead) => void) {
    this.#report = report
    this.#steps = this.#file()
  }

  /**
   * Reads the next piece of the text.
   *
   * @param bytes - the piece, which may be overwritten once its changes are read
   * @param isLast - whether the text ends with it
   * @returns the changes that it completes
   * @throws HiveError `bad-text` for what is not such text, and `bad-sddl`, with line and column
   */
  *read(bytes: Uint8Array, isLast: boolean): Generator<Change> {
    this.#scanner.add(bytes, isLast)
    for (;;) {
      const step = this.#steps.next()
      if (step.done === true || step.value === null) return
      yield step.value
    }
  }

  *#file(): Step {
    yield* this.#expect('{')
    const members = new Set<string>()
    while (yield* this.#hasMember(members)) {
      const name = yield* this.#memberName(members)
      if (name === 'root') yield* this.#root(members)
      else yield* this.#header(name)
    }
    if (!members.has('root')) throw this.#fault('there is no root')
    yield* this.#expect('end')
  }

  *#header(name: string): Read<void> {
    switch (name) {
      case 'format':
        if ((yield* this.#string()) !== JSON_FORMAT) throw this.#fault('this is another format')
        return
      case 'formatVersion':
        if ((yield* this.#integer(MOST_UINT32)) > JSON_VERSION) {
          throw this.#fault(`version ${JSON_VERSION} of the format is known, this is a later one`)
        }
        return
      case 'path':
        return yield* this.#readPath()
      case 'security':
        return yield* this.#readDescriptors()
      case 'source':
        yield* this.#string()
        return
      case 'hive':
        return yield* this.#skip()
      default:
        throw this.#unknown(name)
    }
  }

  *#readPath(): Read<void> {
    const names: string[] = []
    yield* this.#expect('[')
    while (yield* this.#hasItem(names.length)) {
      yield* this.#expect('{')
      const members = new Set<string>()
      let own: string | null = null
      while (yield* this.#hasMember(members)) {
        const member = yield* this.#memberName(members)
        if (member === 'name') own ??= yield* this.#string()
        else if (member === 'nameUtf16') own = yield* this.#utf16()
        else throw this.#unknown(member)
      }
      if (own === null) throw this.#fault('a name is missing')
      names.push(own)
    }
    this.#path = names
  }

  *#readDescriptors(): Read<void> {
    yield* this.#expect('[')
    while (yield* this.#hasItem(this.#descriptors.length)) {
      yield* this.#expect('{')
      this.#descriptors.push(yield* this.#descriptor())
    }
  }

  /** A descriptor whose brace was read. Its bytes, where they are given, are exact. */
  *#descriptor(): Read<Uint8Array> {
    const members = new Set<string>()
    let found: Uint8Array | null = null
    while (yield* this.#hasMember(members)) {
      const name = yield* this.#memberName(members)
      if (name === 'hex') found = yield* this.#hex()
      else if (name === 'sddl') found ??= this.#parseSddl(yield* this.#string())
      else throw this.#unknown(name)
    }
    if (found === null) throw this.#fault('a descriptor has neither sddl nor hex')
    return found
  }

  #parseSddl(text: string): Uint8Array {
    try {
      return encodeDescriptor(parseSddl(text))
    } catch (error) {
      if (!(error instanceof HiveError)) throw error
      const { line, column } = this.#fault('').detail
      throw new HiveError(error.code, error.message, { ...error.detail, line, column })
    }
  }

  *#root(members: ReadonlySet<string>): Step {
    if (!members.has('format') || !members.has('formatVersion')) {
      throw this.#fault('format and formatVersion come before root')
    }
    const token = yield* this.#token()
    if (token === 'null') return
    if (token !== '{') throw this.#fault('the root is an object or null')
    const open: OpenKey[] = [newKey([], this.#path)]
    for (let key = open.at(-1); key !== undefined; key = open.at(-1)) {
      if (key.subkeys === null) yield* this.#nextMember(key, open)
      else yield* this.#nextSubkey(key, open)
    }
  }

  /** Reads a member of a key, up to its list of subkeys, or the end of the key. */
  *#nextMember(key: OpenKey, open: OpenKey[]): Step {
    if (!(yield* this.#hasMember(key.members))) {
      const path = yield* this.#enter(key)
      open.pop()
      if (key.lastWrite !== null)
        yield this.#change({ kind: 'set-last-write', path, time: key.lastWrite })
      return
    }
    const member = yield* this.#memberName(key.members)
    if (member === 'name') {
      key.name ??= yield* this.#string()
      return
    }
    if (member === 'nameUtf16') {
      key.name = yield* this.#utf16()
      return
    }
    const path = yield* this.#enter(key)
    switch (member) {
      case 'lastWrite':
        key.lastWrite = yield* this.#time()
        return
      case 'flags': {
        const flags = yield* this.#integer(0xffff)
        const isUsual = key.isFirst && (flags & ~ROOT_FLAGS) === 0
        if (!isUsual) this.#report({ path, what: 'flags' })
        return
      }
      case 'userFlags': {
        const flags = yield* this.#integer(0xff)
        if ((flags & ~(VIRTUAL_FLAGS << 4)) !== 0) this.#report({ path, what: 'flags' })
        yield this.#change({
          kind: 'set-virtual-flags',
          path,
          flags: (flags >>> 4) & VIRTUAL_FLAGS,
        })
        return
      }
      case 'layer':
        yield* this.#integer(0xff)
        this.#report({ path, what: 'layer' })
        return
      case 'class':
        yield this.#change({ kind: 'set-class', path, className: yield* this.#string() })
        return
      case 'classUtf16':
        yield this.#change({ kind: 'set-class', path, className: yield* this.#utf16() })
        return
      case 'security':
        yield this.#change({ kind: 'set-security', path, descriptor: yield* this.#security() })
        return
      case 'values':
        return yield* this.#values(path)
      case 'keys':
        yield* this.#expect('[')
        key.subkeys = 0
        return
      default:
        throw this.#unknown(member)
    }
  }

  *#nextSubkey(key: OpenKey, open: OpenKey[]): Step {
    if (!(yield* this.#hasItem(key.subkeys ?? 0))) {
      key.subkeys = null
      return
    }
    yield* this.#expect('{')
    key.subkeys = (key.subkeys ?? 0) + 1
    open.push(newKey(key.path ?? [], null))
  }

  /** The path of a key. The key is created once everything that its name depends on was read. */
  *#enter(key: OpenKey): Generator<Change | null, readonly string[]> {
    if (key.path === null) {
      if (key.name === null) throw this.#fault('the name of a key comes first')
      if (key.parent.length === LIMIT.DEPTH) throw this.#fault('keys are nested too deeply')
      key.path = [...key.parent, key.name]
    }
    if (!key.isEntered && key.path.length > 0) {
      yield this.#change({ kind: 'create-key', path: key.path })
    }
    key.isEntered = true
    return key.path
  }

  *#values(path: readonly string[]): Step {
    yield* this.#expect('[')
    for (let count = 0; yield* this.#hasItem(count); count++) {
      yield* this.#expect('{')
      yield yield* this.#value(path)
    }
  }

  *#value(path: readonly string[]): Read<Change> {
    const { line } = this.#scanner
    const members = new Set<string>()
    const data: DataMembers = {}
    let name: string | null = null
    let type: number | null = null
    while (yield* this.#hasMember(members)) {
      const member = yield* this.#memberName(members)
      switch (member) {
        case 'name':
          name ??= yield* this.#string()
          break
        case 'nameUtf16':
          name = yield* this.#utf16()
          break
        case 'type':
          type = yield* this.#integer(MOST_UINT32)
          break
        case 'flags':
          yield* this.#integer(0xffff)
          this.#report({ path, value: name ?? '', what: 'flags' })
          break
        case 'missing':
          yield* this.#integer(MOST_UINT32)
          break
        case 'text':
          data.text = yield* this.#string()
          break
        case 'strings':
          data.strings = yield* this.#strings()
          break
        case 'terminator':
          data.terminator = yield* this.#boolean()
          break
        case 'number':
          data.number = yield* this.#digits()
          break
        case 'hex':
          data.hex = yield* this.#hex()
          break
        default:
          throw this.#unknown(member)
      }
    }
    if (name === null) throw this.#fault('a value has no name')
    if (type === null) throw this.#fault('a value has no type')
    const bytes = dataOf(type, data)
    if (typeof bytes === 'string') throw this.#fault(bytes)
    return { kind: 'set-value', path, name, type, data: bytes, line }
  }

  *#security(): Read<Uint8Array> {
    const token = yield* this.#token()
    if (token === '{') return yield* this.#descriptor()
    if (token !== 'number') throw this.#fault('security is a number of the table, or an object')
    const found = this.#descriptors[this.#toInteger(MOST_UINT32)]
    if (found === undefined) throw this.#fault('there is no such descriptor in the table before it')
    return found
  }

  *#strings(): Read<string[]> {
    const strings: string[] = []
    yield* this.#expect('[')
    while (yield* this.#hasItem(strings.length)) strings.push(yield* this.#string())
    return strings
  }

  *#time(): Read<bigint> {
    const time = parseFiletime(yield* this.#string())
    if (time === null) throw this.#fault('this is not a time such as 2009-07-14T04:34:14.1234567Z')
    return time
  }

  *#hex(): Read<Uint8Array> {
    yield* this.#expect('string')
    const bytes = this.#scanner.hex
    if (bytes === null) throw this.#fault('this is not hexadecimal, with two digits for each byte')
    return bytes
  }

  *#utf16(): Read<string> {
    const bytes = yield* this.#hex()
    if (bytes.length % 2 !== 0) throw this.#fault('a UTF-16 unit has four hexadecimal digits')
    return decodeUtf16(bytes)
  }

  *#string(): Read<string> {
    yield* this.#expect('string')
    return this.#scanner.text
  }

  *#boolean(): Read<boolean> {
    const token = yield* this.#token()
    if (token !== 'true' && token !== 'false') throw this.#fault('true or false is expected here')
    return token === 'true'
  }

  /** A number, or the digits of one in a string. */
  *#digits(): Read<string> {
    const token = yield* this.#token()
    if (token !== 'number' && token !== 'string') throw this.#fault('a number is expected here')
    return this.#scanner.text
  }

  *#integer(most: number): Read<number> {
    yield* this.#expect('number')
    return this.#toInteger(most)
  }

  #toInteger(most: number): number {
    const number = Number(this.#scanner.text)
    if (Number.isInteger(number) && number >= 0 && number <= most) return number
    throw this.#fault(`a whole number from 0 to ${most} is expected here`)
  }

  /** Leaves out any JSON. */
  *#skip(): Read<void> {
    let depth = 0
    do {
      const token = yield* this.#token()
      if (token === 'end') throw this.#fault('the text ends early')
      if (token === '{' || token === '[') depth++
      if (token === '}' || token === ']') depth--
    } while (depth > 0)
  }

  /** Whether an object has another member: reads the comma before it, or the brace after the last one. */
  *#hasMember(members: ReadonlySet<string>): Read<boolean> {
    const token = yield* this.#token()
    if (token === '}') return false
    if (members.size === 0) {
      if (token !== 'string') throw this.#fault("a member or '}' is expected here")
      return true
    }
    if (token !== ',') throw this.#fault("',' or '}' is expected here")
    yield* this.#expect('string')
    return true
  }

  /** The name of the member that `hasMember` has found, with its colon. */
  *#memberName(members: Set<string>): Read<string> {
    const name = this.#scanner.text
    if (members.has(name)) throw this.#fault(`'${name.slice(0, 40)}' is there twice`)
    members.add(name)
    yield* this.#expect(':')
    return name
  }

  /** Whether a list has another item; it is read next. */
  *#hasItem(count: number): Read<boolean> {
    // An item cannot be told from the end of the list without reading it, so the scanner looks ahead.
    const token = yield* this.#peek()
    if (token === ']') {
      yield* this.#token()
      return false
    }
    if (count > 0) yield* this.#expect(',')
    return true
  }

  *#expect(wanted: JsonToken): Read<void> {
    const token = yield* this.#token()
    if (token === wanted) return
    if (token === 'end') throw this.#fault('the text ends early')
    const what = wanted.length === 1 ? `'${wanted}'` : WANTED[wanted]
    throw this.#fault(`${what ?? wanted} is expected here`)
  }

  *#peek(): Read<JsonToken> {
    this.#peeked ??= yield* this.#token()
    return this.#peeked
  }

  *#token(): Read<JsonToken> {
    const peeked = this.#peeked
    if (peeked !== null) {
      this.#peeked = null
      return peeked
    }
    for (;;) {
      const token = this.#scanner.next()
      if (token !== 'more') return token
      yield null
    }
  }

  #change(change: Change): Change {
    return { ...change, line: this.#scanner.line }
  }

  #unknown(name: string): HiveError {
    return this.#fault(`'${name.slice(0, 40)}' is not known here`)
  }

  #fault(message: string): HiveError {
    return this.#scanner.fault(message)
  }
}

const WANTED: Readonly<Partial<Record<JsonToken, string>>> = {
  string: 'a string',
  number: 'a number',
  end: 'the end of the text',
}

function newKey(parent: readonly string[], path: readonly string[] | null): OpenKey {
  return {
    isFirst: path !== null,
    parent,
    path,
    name: null,
    isEntered: false,
    lastWrite: null,
    members: new Set(),
    subkeys: null,
  }
}
