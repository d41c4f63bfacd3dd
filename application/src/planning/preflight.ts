import {
  cidrsOverlap,
  type Finding,
  formatCidr,
  ofKind,
  type ObjectDeclaration,
  parseCidr,
  type PlanStep,
  type ResourceTree,
  subCidr,
  type Cidr,
} from '@skyclust/domain'
import { mayRead } from '../access/resource-access.ts'
import { CloudError } from '../ports/cloud-error.ts'
import type { CloudSession, QuotaState } from '../ports/cloud-provider.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { type Preflight, permissionNeeds, quotaNeeds } from './plan-tree.ts'

/** Asks the cloud, without changing anything, whether the plan can work. Reads only. */
export async function runPreflight(
  session: CloudSession,
  tree: ResourceTree,
  declarations: readonly ObjectDeclaration[],
  steps: readonly PlanStep[],
  signal: AbortSignal,
): Promise<Preflight> {
  const permissions = permissionNeeds(steps, declarations)
  const needs = quotaNeeds(steps, declarations)
  const [missing, quotas, own] = await Promise.all([
    asFindings(() =>
      session
        .missingPermissions(permissions, signal)
        .then((m) => permissionFindings(permissions, m)),
    ),
    attempt(() =>
      session.quotas(
        needs.map((n) => n.quota),
        signal,
      ),
    ),
    asFindings(() => session.check(tree, declarations, signal)),
  ])
  const quotaStates = quotas.ok ? quotas.value : []
  return {
    quotas: quotaStates,
    findings: unique([
      ...missing,
      ...(quotas.ok ? quotaFindings(needs, quotaStates) : [quotas.finding]),
      ...own,
    ]),
  }
}

type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly finding: Finding }

async function attempt<T>(ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await ask() }
  } catch (error) {
    if (error instanceof CloudError) return { ok: false, finding: findingOf(error) }
    throw error
  }
}

async function asFindings(ask: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  const result = await attempt(ask)
  return result.ok ? result.value : [result.finding]
}

/** A cloud that refuses to be asked is a finding too. */
export function findingOf(error: CloudError): Finding {
  const base = { severity: 'error' as const, message: error.message }
  const remedy = error.remedy === undefined ? {} : { remedy: error.remedy }
  switch (error.class) {
    case 'credential':
      return {
        ...base,
        code: 'credential-refused',
        pointer: '/credentialId',
        remedy: error.remedy ?? 'Create a new key in the cloud and store it in this credential.',
      }
    case 'denied':
      return {
        ...base,
        code: 'permission-missing',
        remedy: error.remedy ?? 'Grant the credential this permission.',
      }
    case 'throttled':
    case 'unknown-outcome':
      return {
        ...base,
        code: 'cloud-unreachable',
        remedy: 'The cloud did not answer the checks; try again in a moment.',
      }
    case 'busy':
    case 'not-yet-consistent':
    case 'not-found':
    case 'already-exists':
    case 'quota':
    case 'capacity':
    case 'invalid':
    case 'bug':
      return { ...base, code: error.code.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'), ...remedy }
  }
  return error.class satisfies never
}

function permissionFindings(
  needed: readonly string[],
  missing: readonly string[],
): readonly Finding[] {
  if (missing.length === 0)
    return [
      {
        severity: 'ok',
        code: 'permissions',
        message: `All ${needed.length} permissions are granted.`,
        details: { count: needed.length },
      },
    ]
  return missing.map((permission) => ({
    severity: 'error',
    code: 'permission-missing',
    message: `The credential lacks the permission ${permission}.`,
    remedy: `Grant ${permission} to the credential's principal.`,
    details: { permission },
  }))
}

function quotaFindings(
  needs: readonly { quota: string; amount: number }[],
  states: readonly QuotaState[],
): readonly Finding[] {
  return needs.flatMap(({ quota, amount }): Finding[] => {
    const state = states.find((s) => s.quota === quota)
    if (!state) return []
    const details = {
      quota,
      description: state.description,
      needed: amount,
      used: state.used,
      limit: state.limit,
    }
    const free = Math.max(0, state.limit - state.used)
    if (amount <= free)
      return [
        {
          severity: 'ok',
          code: 'quota',
          message: `${state.description}: ${state.used} of ${state.limit} used, ${amount} more needed.`,
          details,
        },
      ]
    return [
      {
        severity: 'error',
        code: 'quota-exceeded',
        message: `${state.description}: ${amount} needed, ${free} free (${state.used} of ${state.limit} used).`,
        remedy: `Ask the cloud to raise the quota ${quota} to at least ${state.used + amount}, or delete what is no longer used.`,
        details,
      },
    ]
  })
}

/** New networks of the tree against every other network of the workspace. */
export async function cidrFindings(
  ports: Pick<Ports, 'db'>,
  actor: WorkspaceActor,
  tree: ResourceTree,
  allowOverlap: boolean,
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  const others = await ports.db.stores.resources.list(
    tree.root.workspaceId,
    { kind: 'network' },
    { limit: 500 },
  )
  const pointer = tree.root.kind === 'network' ? '/cidr' : '/network/create/cidr'
  for (const network of ofKind(tree.resources, 'network')) {
    const mine = parseCidr(network.spec.cidr)
    if (!mine) continue
    const taken = others.items.flatMap((other) => {
      const cidr =
        other.id === network.id
          ? undefined
          : parseCidr(String((other.spec as { cidr?: unknown }).cidr))
      return cidr ? [{ other, cidr }] : []
    })
    const clash = taken.find((t) => cidrsOverlap(t.cidr, mine))
    if (!clash)
      findings.push({
        severity: 'ok',
        code: 'cidr',
        message: `${network.spec.cidr} overlaps no other network of the workspace.`,
        details: { cidr: network.spec.cidr },
      })
    else {
      const free = firstFree(
        mine.prefix,
        taken.map((t) => t.cidr),
      )
      const isShown = await mayRead(ports, actor, clash.other)
      const whose = isShown ? `the network «${clash.other.name}»` : 'a network you may not see'
      findings.push({
        severity: allowOverlap ? 'warning' : 'error',
        code: 'cidr-overlap',
        message: `${network.spec.cidr} overlaps ${formatCidr(clash.cidr)} of ${whose}.`,
        remedy: `${free === undefined ? 'Choose another range' : `Use ${free}`}, or allow the overlap; overlapping networks can never be connected.`,
        pointer,
        details: {
          cidr: network.spec.cidr,
          other: formatCidr(clash.cidr),
          ...(isShown ? { otherName: clash.other.name } : {}),
          free,
        },
      })
    }
  }
  return findings
}

/** The first range of this size in 10.0.0.0/8 that overlaps none of the taken ones. */
function firstFree(prefix: number, taken: readonly Cidr[]): string | undefined {
  const space: Cidr = { base: 10 * 2 ** 24, prefix: 8 }
  for (let index = 0; ; index += 1) {
    const candidate = subCidr(space, Math.max(8, prefix), index)
    if (!candidate) return undefined
    if (!taken.some((t) => cidrsOverlap(t, candidate))) return formatCidr(candidate)
  }
}

function unique(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>()
  return findings.filter((f) => {
    const key = `${f.severity}|${f.code}|${f.message}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
