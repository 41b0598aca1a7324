import { beforeEach, describe, expect, it } from 'vitest'
import { runEdit } from '../../src/state/edits.ts'
import { goTo } from '../../src/state/navigation.ts'
import { watchPageAddress } from '../../src/state/pageAddress.ts'
import { setShown } from '../../src/state/settings.ts'
import { keyDetails } from '../../src/state/tree.ts'
import { eventually } from '../helpers/eventually.ts'
import { openPage } from '../helpers/openPage.ts'

const HIVE = {
  name: 'ROOT',
  subkeys: [
    { name: 'Chosen' },
    { name: 'A b\u202e#%', values: [{ name: 'secret', type: 1, data: new Uint8Array(4) }] },
  ],
}

const PREFIX = 'HKEY_LOCAL_MACHINE\\sample'
const hash = () => decodeURIComponent(location.hash.slice(1))

function enter(text: string): void {
  history.replaceState(null, '', text === '' ? location.pathname : `#${encodeURIComponent(text)}`)
}

describe('the path in the address of the page', () => {
  beforeEach(() => {
    setShown('pathInAddress', true)
    enter('')
  })

  it('is that of the selected key, without any value, and is gone when it is not wanted', async () => {
    watchPageAddress()
    const { doc } = await openPage(HIVE)
    await eventually(() => expect(hash()).toBe(PREFIX))
    await goTo(doc, 'A b\u202e#%\\secret')
    await eventually(() => expect(hash()).toBe('HKEY_LOCAL_MACHINE\\\\sample\\\\A b\\u202e#%'))
    setShown('pathInAddress', false)
    expect(location.hash).toBe('')
    setShown('pathInAddress', true)
    expect(hash()).toContain('sample')
  })

  it('leads to a key when the hive is opened, and back to it when it is entered later', async () => {
    enter(`${PREFIX}\\Chosen`)
    watchPageAddress()
    const { doc } = await openPage(HIVE)
    await eventually(() => expect(keyDetails(doc)?.name).toBe('Chosen'))
    await goTo(doc, '\\')
    await eventually(() => expect(hash()).toBe(PREFIX))
    enter(`${PREFIX}\\Chosen`)
    window.dispatchEvent(new Event('hashchange'))
    await eventually(() => expect(keyDetails(doc)?.name).toBe('Chosen'))
  })

  it('of another hive stays until that hive is opened', async () => {
    enter('HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft')
    watchPageAddress()
    const { doc } = await openPage(HIVE)
    await runEdit(doc, {
      kind: 'create-key',
      parent: keyDetails(doc)?.id ?? 0,
      name: 'x',
    })
    await eventually(() => expect(keyDetails(doc)?.name).toBe('x'))
  })
})
