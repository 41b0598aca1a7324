/** The queries of the README, run over tables of six real hives, give the answers that the README has. Skipped if the corpus is missing. */

import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { hasCorpus, plainHives } from '../helpers/corpus.ts'
import { hive } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()
const FLEET = {
  'PC1/NTUSER.DAT': 'regparser/NTUSER.DAT',
  'PC1/SAM': 'regipy/SAM',
  'PC1/SECURITY': 'regipy/SECURITY',
  'PC2/NTUSER.DAT': 'regipy/NTUSER.DAT',
  'PC3/NTUSER.DAT': 'regipy/NTUSER_modified.DAT',
  'PC4/NTUSER.DAT': 'regipy/transactions_NTUSER.DAT',
}

/** The queries of the README, each with the lines of its answer. */
function queries(): { title: string; sql: string; answer: string[] }[] {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
  const [, block = ''] = /```sql\n([\s\S]*?)```/.exec(readme) ?? []
  return block
    .trim()
    .split('\n\n')
    .map((text) => {
      const [title = '', ...lines] = text.split('\n')
      return {
        title,
        sql: lines.filter((line) => !line.startsWith('-- ')).join('\n'),
        answer: lines.filter((line) => line.startsWith('-- ')).map((line) => line.slice(3)),
      }
    })
}

const place = (name: string) => plainHives.find((one) => one.name === name)?.path

it.skipIf(!hasCorpus || Object.values(FLEET).some((name) => place(name) === undefined))(
  'DuckDB answers the three questions of the README as it says',
  async () => {
    const collected = files.path('collected')
    for (const [to, from] of Object.entries(FLEET)) {
      mkdirSync(dirname(join(collected, to)), { recursive: true })
      cpSync(place(from) ?? '', join(collected, to))
    }
    const tables = files.path('tables')
    const { code } = hive('export', collected, '--format', 'parquet', '-o', `${tables}/`)
    expect(code).toBe(0)
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run("SET TimeZone = 'UTC'")
    const asked = queries()
    expect(asked).toHaveLength(3)
    for (const { title, sql, answer } of asked) {
      const reader = await connection.runAndReadAll(sql.replaceAll("'tables/", `'${tables}/`))
      const rows = reader.getRowsJson().map((row) => row.join(' | '))
      const found = rows.map((row) => row.replaceAll(`${collected}/`, 'collected/'))
      expect({ title, answer: found }).toEqual({ title, answer })
    }
    connection.closeSync()
    instance.closeSync()
  },
  60_000,
)
