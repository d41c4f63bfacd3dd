import type { Pool } from 'pg'
import type { WorkspaceId } from '@skyclust/domain'

interface Planted {
  readonly workspaceId: WorkspaceId
  readonly credentialId: string
  readonly user: { readonly id: string }
}

/** A row of the workspace in every table that has rows of workspaces, written as the login. */
export async function plantRows(admin: Pool, { workspaceId, credentialId, user }: Planted) {
  const own = { w: workspaceId, c: credentialId, u: user.id }
  for (const text of ROWS) {
    const names = [...new Set(text.match(/:[wcu]\b/g))]
    const numbered = names.reduce((sql, name, i) => sql.replaceAll(name, `$${i + 1}`), text)
    await admin.query(
      numbered,
      names.map((name) => own[name.slice(1) as keyof typeof own]),
    )
  }
}

const SEALED = `'\\x00', '\\x01', 'k', '\\x02'`

const ROWS = [
  `insert into roles (workspace_id, id, name, description, grants, created_at, version)
   values (:w, 'rol_' || :w, 'r', '', '[]', now(), 1)`,
  `insert into service_accounts (workspace_id, id, name, description, role, created_at, version)
   values (:w, 'svc_' || :w, 's', '', 'viewer', now(), 1)`,
  `insert into api_keys (workspace_id, id, name, user_id, scopes, secret_hash, created_by, created_at)
   values (:w, 'key_' || :w, 'k', :u, '{}', 'h', :u, now())`,
  `insert into invitations (workspace_id, id, email, role, token_hash, invited_by, created_at, expires_at)
   values (:w, 'inv_' || :w, 'a@example.com', 'viewer', :w, :u, now(), now())`,
  `insert into oidc_providers (workspace_id, id, name, preset, issuer, client_id, scopes, just_in_time, role_mappings,
     enabled, created_at, version, sealed_ciphertext, sealed_wrapped_key, sealed_key_id, sealed_nonce)
   values (:w, 'idp_' || :w, 'p', 'generic', 'https://x', 'c', '{}', false, '[]', true, now(), 1, ${SEALED})`,
  `insert into domain_claims (workspace_id, id, domain, proof, created_at)
   values (:w, 'dom_' || :w, 'example.com', 'p', now())`,
  `insert into external_identities (workspace_id, provider_id, issuer, subject, user_id, email, created_at)
   values (:w, 'idp_' || :w, 'https://x', 's', :u, 'a@example.com', now())`,
  `insert into credentials (workspace_id, id, name, provider, sandbox, account, principal, masked, created_at, version,
     sealed_ciphertext, sealed_wrapped_key, sealed_key_id, sealed_nonce)
   values (:w, 'crd_' || :w, 'second', 'aws', true, '1', 'p', 'm', now(), 1, ${SEALED})`,
  `insert into resources (workspace_id, id, kind, name, labels, provider, credential_id, location, spec, generation, status,
     observed_generation, conditions, root_id, management, version, created_at, updated_at)
   values (:w, 'res_' || :w, 'network', 'n', '{}', 'aws', :c, 'eu', '{}', 1, '{}', 0, '[]', 'res_' || :w, 'managed', 1,
     now(), now())`,
  `insert into cloud_objects (workspace_id, root_id, object_id, declaration, position, state, outputs, goal, attempts,
     replacements)
   values (:w, 'res_' || :w, 'o', '{}', 0, 'ready', '{}', 'present', 0, 0)`,
  `insert into journal (workspace_id, token, root_id, resource_id, object_id, action, call, intent_at, sent_at)
   values (:w, :w, 'res_' || :w, 'res_' || :w, 'o', 'create', 'ec2:CreateVpc', now(), now())`,
  `insert into event_sequences (workspace_id, last_seq) values (:w, 1)`,
  `insert into events (workspace_id, seq, at, type, data) values (:w, 1, now(), 'resource.created', '{}')`,
  `insert into idempotency_keys (workspace_id, key, request_hash, status, body) values (:w, 'k', 'h', 200, '{}')`,
  `select audit_append_to(:w, '{"actor": {"name": "x"}, "action": "a", "result": "success"}')`,
]
