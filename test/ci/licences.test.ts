/** The licences that ship with the page. */

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { licencesText, shippedLicences } from '../../.ci/licences.ts'

it('name every package the page depends on, each with its version and its text', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    dependencies: Record<string, string>
  }
  const shipped = shippedLicences('.')
  for (const [name, version] of Object.entries(dependencies)) {
    expect(shipped).toContainEqual(expect.objectContaining({ name, version }))
  }
  for (const { text } of shipped) expect(text).toMatch(/permission|licen[cs]e/i)
})

it('name what the packages themselves depend on, and what the service worker is made of', () => {
  const names = shippedLicences('.').map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['scheduler', '@floating-ui/core', 'workbox-core']))
})

it('begin with our own', () => {
  const own = readFileSync('LICENSE', 'utf8').trim()
  expect(licencesText('.').startsWith(`Propolis\n\n${own}`)).toBe(true)
})
