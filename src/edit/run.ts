/**
 * Runs one edit command inside an open transaction, and names what it did. Commands that may take long run in
 * steps.
 */

import { HiveError } from '../errors.ts'
import { type EditScope, soundKey } from '../offreg/editScope.ts'
import { createKey, renameKey, setClass, setVirtualFlags } from '../offreg/keys.ts'
import { createLinkSteps, setLinkTargetSteps } from '../offreg/links.ts'
import { deleteKeySteps } from '../offreg/remove.ts'
import { setDescriptorSteps } from '../offreg/security.ts'
import {
  createValueSteps,
  deleteValuesSteps,
  renameValue,
  setValueAtSteps,
  setValueSteps,
} from '../offreg/values.ts'
import { findKeyNode, keyName } from '../regf/keyNode.ts'
import { findKeyValue, findValue, valueAt, valueName } from '../regf/keyValue.ts'
import { NK } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { findSubkey } from '../regf/subkeyList.ts'
import type { Work } from '../work.ts'
import { applyChangesSteps } from './changes.ts'
import type { CommandResult, EditCommand, Place } from './command.ts'

/**
 * Runs a command inside an open transaction, in steps.
 *
 * @param scope - the edit
 * @param command - the command
 * @returns its label, and the places to show after it and after undoing it
 * @throws HiveError `stale` when the key to delete is gone, and the codes of the functions in
 *   offreg/keys.ts, values.ts, remove.ts and security.ts
 */
export function* runCommand(scope: EditScope, command: EditCommand): Work<CommandResult> {
  switch (command.kind) {
    case 'create-key': {
      const key = createKey(scope, command.parent, command.name)
      return resultOf(command, command.name, keyPlace(key), keyPlace(command.parent))
    }
    case 'create-path': {
      const { cells } = scope
      let key = command.parent
      for (const name of command.names) {
        const found = findSubkey(cells, soundKey(cells, key), name)
        key = found === NIL ? createKey(scope, key, name) : found
      }
      return resultOf(command, command.names.join('\\'), keyPlace(key), keyPlace(command.parent))
    }
    case 'rename-key': {
      const { cells } = scope
      const from = keyName(cells, command.key, soundKey(cells, command.key))
      const key = renameKey(scope, command.key, command.name)
      return renamed(command, from, keyPlace(key), keyPlace(command.key))
    }
    case 'delete-key':
      return yield* deleteKeyCommand(scope, command)
    case 'create-link': {
      const { parent, name, target } = command
      const key = yield* createLinkSteps(scope, parent, name, target)
      return resultOf(command, name, keyPlace(key), keyPlace(parent))
    }
    case 'set-properties':
      return yield* setPropertiesCommand(scope, command)
    case 'set-security':
      return yield* setSecurityCommand(scope, command)
    case 'create-value':
    case 'set-value':
      return yield* setValueCommand(scope, command)
    case 'rename-value': {
      const { key, index, name } = command
      const old = valueAt(scope.cells, scope.cells.payloadAt(key), index)
      const at = findKeyValue(scope.cells, old)
      const from = at === 0 ? '' : valueName(scope.cells, old, at)
      const value = renameValue(scope, key, index, name)
      return renamed(command, from, { key, value }, { key, value: old })
    }
    case 'delete-values':
      return yield* deleteValuesCommand(scope, command)
    case 'apply-changes':
      return yield* applyChangesSteps(scope, command.origin, command.changes)
  }
}

function* deleteKeyCommand(
  scope: EditScope,
  command: EditCommand & { kind: 'delete-key' },
): Work<CommandResult> {
  const { cells } = scope
  const node = findKeyNode(cells, command.key)
  if (node === 0) throw new HiveError('stale', 'the key is gone')
  const name = keyName(cells, command.key, node)
  const parent = cells.image.u32(node + NK.PARENT) as CellOffset
  yield* deleteKeySteps(scope, command.key)
  return resultOf(command, name, keyPlace(parent), keyPlace(command.key))
}

function* setPropertiesCommand(
  scope: EditScope,
  command: EditCommand & { kind: 'set-properties' },
): Work<CommandResult> {
  const { key, className, virtualFlags, target } = command
  if (className !== undefined) setClass(scope, key, className)
  if (virtualFlags !== undefined) setVirtualFlags(scope, key, virtualFlags)
  if (target !== undefined) yield* setLinkTargetSteps(scope, key, target)
  const name = keyName(scope.cells, key, scope.cells.payloadAt(key))
  return resultOf(command, name, keyPlace(key), keyPlace(key))
}

function* setSecurityCommand(
  scope: EditScope,
  command: EditCommand & { kind: 'set-security' },
): Work<CommandResult> {
  const { key, descriptor, below } = command
  const count = yield* setDescriptorSteps(scope, key, descriptor, below)
  const name = keyName(scope.cells, key, scope.cells.payloadAt(key))
  return resultOf(command, name, keyPlace(key), keyPlace(key), count)
}

function* setValueCommand(
  scope: EditScope,
  command: EditCommand & { kind: 'create-value' | 'set-value' },
): Work<CommandResult> {
  const { key, name } = command
  if (command.kind === 'set-value' && command.index !== undefined) {
    const value = yield* setValueAtSteps(scope, key, command.index, command)
    return resultOf(command, name, { key, value }, { key, value })
  }
  const old = findValue(scope.cells, scope.cells.payloadAt(key), name)
  const set = command.kind === 'create-value' ? createValueSteps : setValueSteps
  const value = yield* set(scope, key, command)
  return resultOf(command, name, { key, value }, { key, value: old === NIL ? null : value })
}

function* deleteValuesCommand(
  scope: EditScope,
  command: EditCommand & { kind: 'delete-values' },
): Work<CommandResult> {
  const { key, indexes } = command
  const { cells } = scope
  const lowest = indexes.reduce((least, index) => Math.min(least, index), Infinity)
  const first = valueAt(cells, cells.payloadAt(key), lowest)
  const at = findKeyValue(cells, first)
  const name = at === 0 ? '' : valueName(cells, first, at)
  const count = yield* deleteValuesSteps(scope, key, indexes)
  return resultOf(command, name, keyPlace(key), { key, value: first }, count)
}

function renamed(
  { kind, name }: EditCommand & { kind: 'rename-key' | 'rename-value' },
  from: string,
  after: Place,
  before: Place,
): CommandResult {
  return { label: { kind, name, from, count: 1 }, after, before }
}

function resultOf(
  { kind }: EditCommand,
  name: string,
  after: Place,
  before: Place,
  count = 1,
): CommandResult {
  return { label: { kind, name, count }, after, before }
}

function keyPlace(key: CellOffset): Place {
  return { key, value: null }
}
