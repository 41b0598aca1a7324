import { beforeEach, describe, expect, it } from 'vitest'
import type { CommandContext } from '../../src/commands/Command.ts'
import { isReserved, parseHotkey } from '../../src/commands/keys.ts'
import { CONTEXT_MENUS, MENU_BAR, type MenuEntry } from '../../src/commands/menus.ts'
import { commandOf, commands } from '../../src/commands/registry.ts'
import { useDocuments } from '../../src/state/documents.ts'
import { COMMAND_TITLES, FULL_TITLES } from '../../src/text/commands.ts'

const WHERE: Readonly<Record<CommandContext, readonly string[]>> = {
  global: ['tree', 'grid', 'elsewhere'],
  panes: ['tree', 'grid'],
  tree: ['tree'],
  grid: ['grid'],
}

function idsOf(entries: readonly MenuEntry[]): string[] {
  return entries.flatMap((entry) => {
    if (typeof entry === 'string') return entry === '-' ? [] : [entry]
    return 'entries' in entry ? idsOf(entry.entries) : []
  })
}

beforeEach(() => {
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
})

describe('the command registry', () => {
  it('the registry has every command once', () => {
    const ids = commands.map((command) => command.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('every title has a command and every command has a title', () => {
    expect(commands.map((command) => command.id).sort()).toEqual(Object.keys(COMMAND_TITLES).sort())
    for (const id of Object.keys(FULL_TITLES)) expect(COMMAND_TITLES).toHaveProperty([id])
    for (const title of Object.values(COMMAND_TITLES)) expect(title.trim()).not.toBe('')
  })

  it('no two commands of the same context share a key', () => {
    const taken = new Map<string, string>()
    for (const { id, context, keys = [] } of commands) {
      for (const place of WHERE[context]) {
        for (const key of keys) {
          const at = `${JSON.stringify(parseHotkey(key))} in ${place}`
          expect(
            taken.get(at),
            `${id} and ${taken.get(at)} share ${key} in ${place}`,
          ).toBeUndefined()
          taken.set(at, id)
        }
      }
    }
  })

  it('no command uses a key that browsers reserve', () => {
    const reserved = commands.flatMap(({ id, keys = [] }) =>
      keys.filter(isReserved).map((key) => `${id}: ${key}`),
    )
    expect(reserved).toEqual([])
  })

  it('no single letter is a global hotkey', () => {
    const letters = commands
      .filter(({ context }) => context === 'global')
      .flatMap(({ keys = [] }) => keys.filter((key) => /^[A-Za-z0-9]$/.test(key)))
    expect(letters).toEqual([])
  })

  it('commands have the keys that the contract names', () => {
    const keys = (id: Parameters<typeof commandOf>[0]) => commandOf(id).keys
    expect(keys('edit.rename')).toContain('F2')
    expect(keys('edit.delete')).toContain('Del')
    expect(keys('edit.modify')).toContain('Enter')
    expect(keys('go.address')).toEqual(expect.arrayContaining(['F4', 'Mod+G']))
    expect(keys('edit.undo')).toContain('Mod+Z')
    expect(keys('edit.redo')).toContain('Mod+Y')
    expect(keys('file.save')).toContain('Mod+S')
    expect(keys('file.open')).toContain('Mod+O')
    expect(keys('view.palette')).toContain('Mod+K')
    expect(keys('help.shortcuts')).toEqual(expect.arrayContaining(['F1', '?']))
  })

  it('every command that needs a hive is disabled while none is open', () => {
    const open = commands.filter((command) => command.when()).map((command) => command.id)
    expect(open).toEqual(expect.arrayContaining(['file.open', 'help.shortcuts', 'view.themeDark']))
    expect(open.filter((id) => /^(edit|tree|favorites|tools)\./.test(id))).toEqual([])
    expect(open).not.toContain('file.save')
  })
})

describe('the menus', () => {
  it('no menu has a command twice', () => {
    for (const { menu, entries } of MENU_BAR) {
      const ids = idsOf(entries)
      expect(new Set(ids).size, menu).toBe(ids.length)
    }
    for (const [menu, entries] of Object.entries(CONTEXT_MENUS)) {
      const ids = idsOf(entries)
      expect(new Set(ids).size, menu).toBe(ids.length)
    }
  })

  it('every command is in a menu, except going to the menus and to a tab, which has its own list', () => {
    const reached = new Set<string>([
      ...MENU_BAR.flatMap(({ entries }) => idsOf(entries)),
      ...Object.values(CONTEXT_MENUS).flatMap(idsOf),
    ])
    const lost = commands.map(({ id }) => id).filter((id) => !reached.has(id))
    expect(lost.filter((id) => !/^go\.(tab[1-9]|menuBar)$/.test(id))).toEqual([])
  })
})
