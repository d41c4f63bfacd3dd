import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { AuditChain, AuditEntry, WorkspaceId } from '@skyclust/domain'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { Pool } from 'pg'
import { clientConfig } from '../database/connection.ts'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { auditSample } from '../testing/audit-samples.ts'

describe('audit log in wrong hands', () => {
  let database: TestDatabase
  let db: PostgresDatabase
  /** The login: a superuser, whom no wall stops. */
  let admin: Pool
  let count = 0

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection, migrate: false })
    admin = new Pool({ ...clientConfig(database.connection, 'audit-admin'), max: 2 })
  })
  after(async () => {
    await Promise.all([db.close(), admin.end()])
    await database.drop()
  })

  /** A chain of its own with this many entries. */
  const chainOf = async (entries: number): Promise<WorkspaceId> => {
    count += 1
    const chain = `wsp_${count}` as WorkspaceId
    for (let n = 1; n <= entries; n += 1)
      await db.stores.audit.appendTo(chain, auditSample({ requestId: `request-${n}` }))
    return chain
  }
  const all = async (chain: AuditChain): Promise<readonly AuditEntry[]> =>
    (await db.stores.audit.list(chain, {}, { limit: 1000, oldestFirst: true })).items

  const TAMPERINGS: readonly (readonly [string, string, number, string])[] = [
    [
      'an edited record',
      `update audit_entries set record = replace(record, 'shop', 'shot') where seq = 3`,
      3,
      'entry-changed',
    ],
    [
      'an unreadable record',
      `update audit_entries set record = 'x' where seq = 3`,
      3,
      'entry-changed',
    ],
    [
      'an edited record with its hash made anew',
      `update audit_entries set record = replace(record, 'shop', 'shot'),
         hash = sha256(previous_hash || convert_to(replace(record, 'shop', 'shot'), 'utf8')) where seq = 3`,
      4,
      'link-broken',
    ],
    [
      'an unreadable record with its hash made anew',
      `update audit_entries set record = 'x', hash = sha256(previous_hash || 'x'::bytea) where seq = 3`,
      3,
      'columns-changed',
    ],
    ['a deleted entry', 'delete from audit_entries where seq = 3', 3, 'entry-missing'],
    ['a beginning cut off', 'delete from audit_entries where seq <= 2', 1, 'entry-missing'],
    [
      'a beginning cut off in the head as well',
      'delete from audit_entries where seq <= 2; update audit_heads set first_seq = 3',
      3,
      'link-broken',
    ],
    ['an end cut off', 'delete from audit_entries where seq >= 5', 5, 'entry-missing'],
    [
      'an end cut off in the number of the head as well',
      'delete from audit_entries where seq >= 5; update audit_heads set seq = 4',
      4,
      'head-changed',
    ],
    ['all entries gone', 'delete from audit_entries', 1, 'entry-missing'],
    ['a head that is gone', 'delete from audit_heads', 1, 'head-missing'],
    [
      'two entries that changed places',
      `update audit_entries set seq = seq + 100 where seq in (2, 4);
       update audit_entries set seq = case seq when 102 then 4 else 2 end where seq > 100`,
      2,
      'link-broken',
    ],
    [
      'two records that changed places',
      `update audit_entries a set record = b.record, hash = b.hash, previous_hash = b.previous_hash
       from audit_entries b where a.chain = b.chain and (a.seq, b.seq) in ((2, 4), (4, 2))`,
      2,
      'link-broken',
    ],
    [
      'an entry slipped in',
      `insert into audit_entries (chain, seq, at, actor_name, action, result, record, previous_hash, hash)
       select chain, 0, at, actor_name, action, result, record, previous_hash, hash from audit_entries where seq = 1`,
      1,
      'entry-too-many',
    ],
    [
      'an entry added at the end',
      `insert into audit_entries (chain, seq, at, actor_name, action, result, record, previous_hash, hash)
       select chain, 7, at, actor_name, action, result, record, hash, sha256(hash || convert_to(record, 'utf8'))
       from audit_entries where seq = 6`,
      7,
      'columns-changed',
    ],
    ...[
      "at = at + interval '1 ms'",
      `actor_id = 'usr_x'`,
      'actor_id = null',
      `actor_name = 'x'`,
      `action = 'x'`,
      `result = 'refused'`,
      `target_kind = 'x'`,
      `target_id = null`,
      `request_id = 'x'`,
    ].map(
      (set) =>
        [
          `a filter column: ${set}`,
          `update audit_entries set ${set} where seq = 3`,
          3,
          'columns-changed',
        ] as const,
    ),
  ]
  for (const [name, sql, brokenAt, what] of TAMPERINGS)
    it(`betrays ${name}`, async () => {
      const chain = await chainOf(6)
      await tamper(sql, chain)
      const found = await db.stores.audit.verify(chain)
      assert.deepEqual({ ...found, entries: 0 }, { ok: false, entries: 0, brokenAt, what })
      // The log of a chain that was tampered with still opens.
      await all(chain)
    })

  /** Each statement on the rows of one chain only. */
  async function tamper(sql: string, chain: string): Promise<void> {
    for (const statement of sql.split(';')) {
      const bound = /\bfrom audit_entries b where\b/.test(statement)
        ? `${statement} and a.chain = '${chain}'`
        : /\bwhere\b/.test(statement)
          ? statement.replace(/\bwhere (?!.*\bwhere\b)/s, `where chain = '${chain}' and `)
          : `${statement} where chain = '${chain}'`
      const { rowCount } = await admin.query(bound)
      assert.ok((rowCount ?? 0) > 0, bound)
    }
  }

  it('loses its oldest entries and stays verifiable', async () => {
    const chain = await chainOf(6)
    await admin.query('select audit_append_to($1, $2)', [chain, JSON.stringify(auditSample())])
    const fourth = (await db.stores.audit.get(chain, 4)) ?? assert.fail()
    const { audit } = db.stores
    const anchor = (await audit.get(chain, 3))?.hash
    await age(chain, 3)

    assert.equal(await audit.prune(chain, '2020-01-01T00:00:00Z'), 3)
    assert.equal(await audit.prune(chain, '2020-01-01T00:00:00Z'), 0)
    assert.deepEqual(
      (await all(chain)).map((e) => e.seq),
      [4, 5, 6, 7],
    )
    assert.equal((await audit.head(chain))?.anchorHash, anchor)
    assert.equal(fourth.previousHash, anchor)
    assert.deepEqual(await audit.verify(chain), { ok: true, entries: 4 })
    await audit.appendTo(chain, auditSample())
    assert.equal(await audit.prune(chain, '2100-01-01T00:00:00Z'), 5)
    assert.deepEqual(await audit.verify(chain), { ok: true, entries: 0 })
    await audit.appendTo(chain, auditSample())
    assert.deepEqual(
      (await all(chain)).map((e) => e.seq),
      [9],
    )
    assert.deepEqual(await audit.verify(chain), { ok: true, entries: 1 })
    await admin.query('delete from audit_entries where chain = $1', [chain])
    assert.equal((await audit.verify(chain)).ok, false)
  })

  /** Moves the first entries into the past, chain and all, as if they had been written then. */
  async function age(chain: string, upTo: number): Promise<void> {
    await admin.query('update audit_entries set at = $3 where chain = $1 and seq <= $2', [
      chain,
      upTo,
      '2019-01-01T00:00:00Z',
    ])
  }
})
