import {
  AccessTokenView,
  CreateClusterRequest,
  CreateCredentialRequest,
  CreateNetworkRequest,
  CreateWorkspaceRequest,
  CredentialView,
  EventView,
  JournalView,
  MeView,
  NodePoolRequest,
  ResizeNodePoolRequest,
  ResourceDetail,
  ResourceView,
  SetUpRequest,
  SignInRequest,
  StepView,
  UpdateMeRequest,
  UserView,
  WorkspaceView,
} from '@skyclust/application'
import { Condition, PriceLine } from '@skyclust/domain'
import { z } from 'zod'

/** Names under which schemas of the inner layers stand in the API description. */
const NAMED = {
  AccessToken: AccessTokenView,
  Condition,
  CreateClusterRequest,
  CreateCredentialRequest,
  CreateNetworkRequest,
  CreateWorkspaceRequest,
  Credential: CredentialView,
  Event: EventView,
  JournalEntry: JournalView,
  Me: MeView,
  NodePoolRequest,
  PriceLine,
  ResizeNodePoolRequest,
  Resource: ResourceView,
  ResourceDetail,
  SetUpRequest,
  SignInRequest,
  Step: StepView,
  UpdateMeRequest,
  User: UserView,
  Workspace: WorkspaceView,
} as const

/** Registers the names, once per process. */
export function nameSchemas(): void {
  for (const [id, schema] of Object.entries(NAMED))
    if (!z.globalRegistry.has(schema)) z.globalRegistry.add(schema, { id })
}
