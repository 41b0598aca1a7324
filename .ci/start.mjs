// npm start: installs what is missing, builds, serves the production build. Plain Node.

import { ensurePage } from './build.mjs'
import { ensureInstalled, ROOT } from './install.mjs'

const HOST = '127.0.0.1'
const port = Number(process.env.PORT || 4173)

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0))

if (!Number.isInteger(port) || port < 1 || port > 65535) {
  fail(`PORT must be a number from 1 to 65535, not "${process.env.PORT}".`)
}
if (!ensureInstalled()) fail('The packages could not be installed; npm says why above.')
if (!ensurePage()) fail('The build failed; the reason is above.')

const url = `http://${HOST}:${port}/`
const { preview } = await import('vite')
try {
  await preview({ root: ROOT, logLevel: 'warn', preview: { host: HOST, port, strictPort: true } })
  const answer = await fetch(url)
  if (!answer.ok) fail(`The server at ${url} answers ${answer.status}.`)
} catch (error) {
  fail(`Cannot serve at ${url}: ${error.message}. Another port: PORT=8080 npm start`)
}
console.log(`\nPropolis is at ${url}  (Ctrl+C ends it)`)

function fail(message) {
  console.error(message)
  process.exit(1)
}
