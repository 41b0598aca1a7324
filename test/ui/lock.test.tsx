import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listenToKeys } from '../../src/commands/dispatch.ts'
import { commandOf } from '../../src/commands/registry.ts'
import { HiveError } from '../../src/errors.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import {
  activeDocument,
  discardDocument,
  openSample,
  useDocuments,
} from '../../src/state/documents.ts'
import { applyLogs, runEdit } from '../../src/state/edits.ts'
import { useWorking } from '../../src/state/longEdits.ts'
import { clearNotices, useNotices } from '../../src/state/notices.ts'
import { startState } from '../../src/state/start.ts'
import { App } from '../../src/ui/App.tsx'
import type { CallOptions } from '../../src/worker/protocol.ts'
import '../helpers/wholePage.ts'
import { deferred } from '../helpers/deferred.ts'
import { type PageEngine, pageEngine } from '../helpers/pageEngine.ts'

let user: UserEvent
let engine: PageEngine
let endKeys: () => void

beforeEach(async () => {
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  useWorking.setState({ byDoc: new Map() })
  clearNotices()
  user = userEvent.setup()
  engine = pageEngine({ name: 'ROOT', subkeys: [{ name: 'Key' }] })
  startState(engine)
  endKeys = listenToKeys()
  render(<App />)
  await act(() => openSample())
})

afterEach(() => endKeys())

const lock = () => screen.getByRole('button', { name: 'Lock Against Changes' })

describe('the lock', () => {
  it('the lock is a toggle in the toolbar, and is shown in the tab, the status bar and the grid', async () => {
    expect(lock().getAttribute('aria-pressed')).toBe('false')
    await user.click(lock())
    await waitFor(() => expect(lock().getAttribute('aria-pressed')).toBe('true'))
    expect(screen.getByRole('tab', { name: 'sample, locked' })).toBeTruthy()
    expect(screen.getByText('Locked')).toBeTruthy()
    const grid = await screen.findByRole('grid', { name: 'Values' })
    expect(grid.getAttribute('aria-readonly')).toBe('true')
    await user.click(lock())
    await waitFor(() => expect(screen.getByRole('tab', { name: 'sample' })).toBeTruthy())
    expect(grid.getAttribute('aria-readonly')).toBe('false')
  })

  it('locking disables every command that changes something, with the reason', async () => {
    const info = activeDocument()?.info
    if (!info) throw new TypeError('no hive')
    const edit = { kind: 'create-key', parent: info.root, name: 'New' } as const
    await act(async () => void (await runEdit(info.doc, edit)))
    await user.click(lock())
    await waitFor(() => expect(activeDocument()?.info.access).toBe('locked'))
    for (const id of [
      'edit.undo',
      'edit.newKey',
      'edit.newDword',
      'edit.delete',
      'edit.rename',
      'file.save',
      'file.saveAs',
    ] as const) {
      expect([id, commandOf(id).when()]).toEqual([id, false])
      expect(commandOf(id).blocked?.()).toMatchObject({ code: 'locked' })
    }
    expect(commandOf('file.original').when()).toBe(true)
    await user.keyboard('{Control>}z{/Control}')
    expect((await screen.findByRole('alert')).textContent).toContain('locked against changes')
    await user.click(lock())
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
  })
})

describe('a long edit', () => {
  /** Deletes a key; the edit runs until it is cancelled. */
  async function deleteKey() {
    const info = activeDocument()?.info
    if (!info) throw new TypeError('no hive')
    const call: { options: CallOptions } = { options: {} }
    startState({
      ...engine,
      edit: (_, options) => {
        call.options = options ?? {}
        return new Promise<never>((_resolve, reject) => {
          const giveUp = () => reject(new HiveError('cancelled', 'given up'))
          call.options.signal?.addEventListener('abort', giveUp)
        })
      },
    })
    const { key } = await engine.resolvePath({ doc: info.doc, text: 'Key' })
    const edit = runEdit(info.doc, { kind: 'delete-key', key })
    // Progress is shown once the edit has taken a while.
    await waitFor(() => {
      act(() => call.options.onProgress?.(0.4))
      expect(screen.queryByRole('progressbar')).not.toBeNull()
    })
    return { doc: info.doc, edit }
  }

  it('a long edit shows its progress, can be cancelled, and then says that nothing was changed', async () => {
    const { edit } = await deleteKey()
    const bar = await screen.findByRole('progressbar')
    expect(bar.getAttribute('value')).toBe('0.4')
    expect(bar.getAttribute('aria-label')).toContain('Deleting the key')
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(await edit).toBeNull()
    expect(await screen.findByText('Cancelled. Nothing was changed.')).toBeTruthy()
    expect(screen.queryByRole('progressbar')).toBeNull()
  })

  it('closing a hive cancels its long edit without a notice', async () => {
    const { doc, edit } = await deleteKey()
    await act(() => openSample())
    act(() => discardDocument(doc))
    expect(await edit).toBeNull()
    expect(screen.queryByRole('progressbar')).toBeNull()
    expect(screen.queryByText('Cancelled. Nothing was changed.')).toBeNull()
  })

  it('closing a hive at once cancels its edit, without a notice even if the edit was faster', async () => {
    const { doc = 0, root = 0 } = activeDocument()?.info ?? {}
    const { key } = await engine.resolvePath({ doc, text: 'Key' })
    const release = engine.hold('edit')
    const signals: (AbortSignal | undefined)[] = []
    const edit: typeof engine.edit = (request, options) => {
      signals.push(options?.signal)
      return engine.edit(request, options)
    }
    startState({ ...engine, edit })
    const edits = [
      runEdit(doc, { kind: 'delete-key', key }),
      runEdit(doc, { kind: 'create-key', parent: root, name: 'too late' }),
    ]
    await act(() => openSample())
    clearNotices()
    act(() => discardDocument(doc))
    release()
    expect(await Promise.all(edits)).toEqual([null, null])
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true])
    expect(useNotices.getState().notices).toEqual([])
  })

  it('the result of a preview of logs for a closed hive is dropped', async () => {
    const doc = activeDocument()?.info.doc ?? 0
    const late = deferred<void>()
    const tryLogs = async () => {
      await late.promise
      throw new HiveError('no-usable-log', 'no log applies')
    }
    startState({ ...engine, applyLogs: tryLogs })
    const applied = applyLogs(doc)
    await act(() => openSample())
    act(() => discardDocument(doc))
    clearNotices()
    late.resolve()
    expect(await applied).toBe(false)
    expect(useNotices.getState().notices).toEqual([])
  })
})
