import { expect, it } from 'vitest'
import { kernelPath } from '../../src/bytes/kernelPath.ts'

it.each([
  ['HKLM\\SYSTEM', '\\Registry\\Machine\\SYSTEM'],
  ['HKLM:\\SYSTEM\\', '\\Registry\\Machine\\SYSTEM'],
  ['Computer\\HKEY_LOCAL_MACHINE\\SYSTEM\\A b', '\\Registry\\Machine\\SYSTEM\\A b'],
  ['hku\\S-1-5-18', '\\Registry\\User\\S-1-5-18'],
  ['\\REGISTRY\\A\\{1}', '\\REGISTRY\\A\\{1}'],
  ['HKCU\\Software', null],
  ['HKCR\\.txt', null],
  ['ControlSet001', null],
  ['\\Registry\\', null],
  ['', null],
])('the kernel names %j as %j', (text, kernel) => {
  expect(kernelPath(text)).toBe(kernel)
})
