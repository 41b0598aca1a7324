// npm start: installs what is missing, builds, serves the production build. Plain Node.

import { ensurePage } from './build.mjs'
import { ensureInstalled, ROOT } from './install.mjs'

const HOST = '127.0.0.1'
const OTHER_PORT = 'Choose another one: PORT=8080 npm start'
const port = Number(process.env.PORT || 4173)

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0))

if (!Number.isInteger(port) || port < 1 || port > 65535) {
  fail(`PORT must be a number from 1 to 65535, not "${process.env.PORT}".`)
}
if (await isBlocked(`http://${HOST}:${port}/`)) {
  fail(`Browsers open no page on port ${port}, which belongs to another service. ${OTHER_PORT}`)
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
  fail(`Cannot serve at ${url}: ${error.message}. ${OTHER_PORT}`)
}
console.log(`\nPropolis is at ${url}  (Ctrl+C ends it)`)

/** Whether the port is one of those that browsers do not connect to; Node refuses the same ones. */
async function isBlocked(address) {
  try {
    await fetch(address, { signal: AbortSignal.timeout(1000) })
    return false
  } catch (error) {
    return error.cause?.message === 'bad port'
  }
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
