import { Hive } from '../src/offreg/Hive.ts'
import { encodeDword } from '../src/values/encode.ts'
import { onDisk, orchard } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

/** A SYSTEM hive with a current control set, a link, and services that were written years apart. */
function services(): Uint8Array {
  const times = [132_539_328_000_000_000n, 131_539_328_000_000_000n, 130_539_328_000_000_000n]
  const hive = Hive.create({ now: 129_539_328_000_000_000n })
  hive.transact(() => {
    hive.rootKey.create('Select').set('Current', 4, encodeDword(1))
    hive.rootKey.createPath('ControlSet001\\Services')
  })
  for (const [at, name] of ['Dhcp', 'Tcpip', 'TcpipReg'].entries()) {
    hive.clock = () => times[at] ?? 0n
    hive.transact(() => {
      const key = hive.rootKey.key('ControlSet001\\Services').create(name)
      key.set('Start', 4, encodeDword(at))
      key.set('ImagePath', 1, new Uint8Array([0x61, 0, 0, 0]))
    })
  }
  return hive.finishedCopy()
}

async function names(app: PageDriver): Promise<readonly string[]> {
  return (await app.keys()).map(({ name }) => name)
}

test.beforeEach(async ({ app }, info) => {
  await app.open(onDisk(info, 'SYSTEM', services()))
  await app.goTo('ControlSet001\\Services')
  await app.press('ArrowRight')
  await expect.poll(() => names(app)).toContain('TcpipReg')
})

test('keys and values are filtered as one types', async ({ app }) => {
  await app.press('/')
  await app.type('tcp')
  await expect
    .poll(() => names(app))
    .toEqual(['ROOT', 'ControlSet001', 'Services', 'Tcpip', 'TcpipReg'])
  await expect(app.page.getByText('2 keys')).toBeVisible()
  await app.press('Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Tcpip' })
  await app.press('F6', '/')
  await app.type('image')
  await expect.poll(async () => (await app.values()).map(({ name }) => name)).toEqual(['ImagePath'])
  await app.press('Enter', 'Escape')
  await expect.poll(async () => (await app.values()).length).toBe(3)
  await app.press('Shift+F6', 'Escape')
  await expect.poll(() => names(app)).toContain('Dhcp')
})

test('two hives, or two places of one, are on screen side by side', async ({ app }, info) => {
  const sides = app.page.getByRole('tabpanel').filter({ has: app.page.getByRole('tree') })
  await app.open(onDisk(info, 'NTUSER.DAT', orchard()))
  await app.menu('View', 'Side by Side')
  await expect(sides).toHaveCount(2)
  const [left, right] = [sides.nth(0), sides.nth(1)]
  await expect(left.getByRole('treeitem', { name: 'Fruit' })).toBeVisible()
  // F6 goes on from the values of one hive to the keys of the other.
  await left.getByRole('tree').focus()
  await app.press('F6', 'F6')
  await expect(right.getByRole('tree')).toBeFocused()
  await expect.poll(() => app.title()).toContain('SYSTEM')
  await app.menu('View', 'Second Place of This Hive')
  await expect(right.getByRole('tree')).toBeFocused()
  await expect(left.getByRole('treeitem', { name: 'Tcpip', exact: true })).toBeVisible()
  await app.press('F4')
  await app.type('ControlSet001\\Services\\Dhcp')
  await app.press('Enter')
  await expect(right.getByRole('treeitem', { name: 'Dhcp' })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await app.press('F2')
  await app.type('Renamed')
  await app.press('Enter')
  for (const side of [left, right]) {
    await expect(side.getByRole('treeitem', { name: 'Renamed' })).toBeVisible()
  }
  await expect(left.getByRole('treeitem', { name: 'Services' })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await app.menu('View', 'Side by Side')
  await expect(sides).toHaveCount(1)
})

test('the last write of keys is a column that sorts, in UTC or local time', async ({ app }) => {
  await app.menu('View', 'Keys', 'Last Write Column')
  const written = app.page.getByRole('button', { name: 'Last write (UTC)' })
  await written.click()
  const order = async () => (await names(app)).filter((name) => /^(Dhcp|Tcp)/.test(name))
  await expect.poll(order).toEqual(['Dhcp', 'Tcpip', 'TcpipReg'])
  await written.click()
  await expect.poll(order).toEqual(['TcpipReg', 'Tcpip', 'Dhcp'])
  await app.page.getByRole('button', { name: 'UTC', exact: true }).click()
  await expect(app.page.getByRole('button', { name: 'Last write (local)' })).toBeVisible()
  await expect(app.page.getByRole('button', { name: /^Local time, now UTC/ })).toBeVisible()
})

test('columns are chosen and dragged, and the address of the page has the path of the key', async ({
  app,
}) => {
  await app.goTo('ControlSet001\\Services\\Dhcp')
  const headers = () =>
    app.page.getByRole('columnheader').evaluateAll((all) => all.map((one) => one.ariaLabel))
  await app.page.getByRole('button', { name: 'Size' }).click({ button: 'right' })
  await app.page.getByRole('menuitemcheckbox', { name: 'File Offset' }).click()
  await expect.poll(headers).toEqual(['Name', 'Type', 'Data', 'Size', 'File offset'])
  await app.page
    .getByRole('button', { name: 'Size' })
    .dragTo(app.page.getByRole('button', { name: 'Type' }), {
      targetPosition: { x: 24, y: 8 },
    })
  await expect.poll(headers).toEqual(['Name', 'Size', 'Type', 'Data', 'File offset'])
  const address = decodeURIComponent(app.page.url())
  expect(address).toContain('#HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Services\\Dhcp')
})

test('the properties of a key are changed as one step, and a link leads to its target', async ({
  app,
}) => {
  await app.goTo('ControlSet001\\Services\\Dhcp')
  await app.press('Alt+Enter')
  const dialog = app.page.getByRole('dialog', { name: 'Key Properties' })
  await dialog.getByLabel('Class').fill('Shell')
  await dialog.getByLabel('New subkeys inherit these flags').check()
  await dialog.getByRole('button', { name: 'OK' }).click()
  await expect(app.page.getByRole('region', { name: 'Details' })).toContainText('Shell')
  await app.menu('Edit', 'New', 'Link…')
  const link = app.page.getByRole('dialog', { name: 'New Link' })
  await link.getByLabel('Name').fill('Other')
  await link.getByLabel('Link target').fill('HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip')
  await link.getByRole('button', { name: 'Create' }).click()
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Other' })
  await app.page.getByRole('button', { name: 'Go to target' }).click()
  await expect
    .poll(() => app.address())
    .toBe('HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Services\\Tcpip')
  await app.press('Control+z', 'Control+z')
  await expect.poll(() => app.tabs()).toEqual([{ name: 'SYSTEM', selected: true }])
})

test('the arrows of the path lead to the keys beside it', async ({ app }) => {
  await app.goTo('ControlSet001\\Services\\Dhcp')
  await app.page.locator('[data-between]').last().click()
  const list = app.page.getByRole('listbox', { name: 'Keys at this place' })
  await list.getByRole('option', { name: 'TcpipReg' }).click()
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'TcpipReg' })
  await app.press('Alt+ArrowDown')
  await expect(list.getByRole('option', { selected: true })).toHaveText('TcpipReg')
  await app.press('Home', 'Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Dhcp' })
})
