import { beforeEach, describe, expect, it } from 'vitest'
import { addKept, forgetAll, keptThings } from '../../src/state/kept.ts'
import { useRecentFiles } from '../../src/state/recentStore.ts'
import { addFavorite, loadSettings, setTheme, useSettings } from '../../src/state/settings.ts'

const FAVORITE = { name: 'Services', kind: 'SYSTEM', path: 'Services', note: '' } as const

const kinds = async () => (await keptThings()).map(({ kind }) => kind)

beforeEach(() => {
  localStorage.clear()
  useSettings.setState(loadSettings())
  localStorage.clear()
  useRecentFiles.setState({ files: [] })
})

describe('what is kept on this device', () => {
  it('nothing is listed where nothing is kept', async () => {
    expect(await keptThings()).toEqual([])
  })

  it('settings are listed with their size, and favorites with their number', async () => {
    setTheme('dark')
    addFavorite(FAVORITE)
    const [settings, favorites] = await keptThings()
    const stored = Object.entries(localStorage).map(([key, text]) => 2 * (key.length + text.length))
    expect(settings).toMatchObject({
      kind: 'settings',
      name: 'Settings',
      bytes: stored.reduce((sum, one) => sum + one, 0),
    })
    expect(favorites).toMatchObject({ kind: 'favorites', name: '1 favorite' })
  })

  it('favorites stay when only the settings are forgotten', async () => {
    setTheme('dark')
    addFavorite(FAVORITE)
    await (await keptThings())[0]?.forget?.()
    expect(loadSettings()).toMatchObject({ theme: 'system', favorites: [FAVORITE] })
  })

  it('forgetting everything leaves nothing in storage, and includes what others keep', async () => {
    setTheme('dark')
    addFavorite(FAVORITE)
    let isKept = true
    addKept(async () =>
      isKept
        ? [
            {
              ...{ id: 'a', kind: 'edits', name: 'SOFTWARE', bytes: 9, since: 1, until: 2 },
              forget: async () => {
                isKept = false
              },
            },
          ]
        : [],
    )
    expect(await kinds()).toContain('edits')
    await forgetAll()
    expect(await keptThings()).toEqual([])
    expect(localStorage.length).toBe(0)
  })

  it('what cannot be removed does not keep the rest, and is said', async () => {
    let isBroken = true
    const fail = async () => {
      throw new DOMException('it is in use', 'NoModificationAllowedError')
    }
    addKept(async () => (isBroken ? fail() : []))
    let kept = ['a', 'b']
    addKept(async () =>
      kept.map((id) => ({
        ...{ id, kind: 'edits', name: id, bytes: 9, since: 1, until: 2 },
        forget: async () => {
          if (id === 'a' && isBroken) await fail()
          kept = kept.filter((one) => one !== id)
        },
      })),
    )
    localStorage.setItem('left', 'x')
    await expect(forgetAll()).rejects.toThrow(/in use/)
    expect(kept).toEqual(['a'])
    expect(localStorage).toHaveLength(0)
    isBroken = false
    await forgetAll()
    expect(kept).toEqual([])
  })
})
