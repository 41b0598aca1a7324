import { expect, it } from 'vitest'
import type { Key } from '../../src/offreg/Key.ts'
import { createEngine } from '../../src/worker/engine.ts'
import { text } from '../helpers/hives.ts'
import { hiveBytes } from './openHive.ts'

it('the variables of the document come first, then those of the other open hives', async () => {
  const session = createEngine(() => {})
  const open = async (name: string, build: (root: Key) => void) => {
    const file = new File([hiveBytes(build)], name)
    return (await session.open({ name, file, handle: null, logs: [] })).doc
  }
  const system = await open('SYSTEM', (root) => {
    const key = root.createPath('ControlSet001\\Control\\Session Manager\\Environment')
    key.set('TEMP', 2, text('%SystemRoot%\\TEMP'))
  })
  const user = await open('NTUSER.DAT', (root) => {
    root.createPath('Software\\Microsoft')
    root.create('Environment').set('TEMP', 2, text('%USERPROFILE%\\Temp'))
  })
  const ofSystem = { name: 'TEMP', value: '%SystemRoot%\\TEMP', doc: system }
  const ofUser = { name: 'TEMP', value: '%USERPROFILE%\\Temp', doc: user }
  expect(await session.environment({ doc: system })).toEqual([ofSystem, ofUser])
  expect(await session.environment({ doc: user })).toEqual([ofUser, ofSystem])
  await session.close({ doc: system })
  expect(await session.environment({ doc: user })).toEqual([ofUser])
})
