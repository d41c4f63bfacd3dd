import { accessOf, grantsOf, notFound } from '@skyclust/domain'
import { principalOf } from '@skyclust/application'
import type { RequestIdentity } from '../../context.ts'
import { GUARDS, type Guards } from '../../pipeline/guards.ts'
import type { World } from './world.ts'

export const GUARD_NAMES = Object.keys(GUARDS) as readonly (keyof Guards)[]

/** The guards with these ones replaced by what lets everything through. */
export function withoutGuards(world: World, names: readonly (keyof Guards)[]): Guards {
  const open = openGuards(world)
  const replaced = names.map((name) => [name, open[name]] as const)
  return { ...GUARDS, ...(Object.fromEntries(replaced) as Partial<Guards>) }
}

function openGuards({ victim }: World): Guards {
  const { user, sessionId } = victim.owner
  return {
    /** Believes whoever shows anything to be the victim's owner. */
    async identify(request, context) {
      const shown = request.headers.authorization ?? request.headers.cookie
      const known = await GUARDS.identify(request, context).catch(() => undefined)
      if (known !== undefined || shown === undefined) return known
      const session = await context.system.db.stores.sessions.get(sessionId)
      if (!session) throw new Error('the victim’s owner has no session')
      return { by: 'bearer', user, session: session.session } satisfies RequestIdentity
    },
    sameSite: pass,
    signedIn: pass,
    person: pass,
    platformAdmin: pass,
    permitted: pass,
    notArchived: pass,
    /** Lets whoever asks into any workspace, as an owner. */
    async member(identity, idOrSlug, { system }) {
      const workspace = await system.db.stores.workspaces.find(idOrSlug)
      if (!workspace) throw notFound('workspace', idOrSlug)
      const access = accessOf(grantsOf('owner'))
      const principal = principalOf(identity)
      return { workspace, actor: { workspaceId: workspace.id, principal, role: 'owner', access } }
    },
  }
}

function pass(): void {}
