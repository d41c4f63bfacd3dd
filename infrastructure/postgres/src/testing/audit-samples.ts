import type { NewAuditEntry } from '@skyclust/domain'

export function auditSample(change: Partial<NewAuditEntry> = {}): NewAuditEntry {
  return {
    actor: {
      kind: 'user',
      id: 'usr_mina',
      name: 'mina@example.com',
      via: 'session',
      credentialId: 'ses_1',
    },
    action: 'createCluster',
    permission: 'cluster:create',
    target: { kind: 'cluster', id: 'res_1', name: 'shop' },
    result: 'success',
    status: 202,
    code: undefined,
    requestId: 'request-1',
    address: '192.0.2.1',
    userAgent: 'test',
    changes: [{ path: '/name', after: 'shop' }],
    reason: undefined,
    ...change,
  }
}
