import type { GcpRequest, GcpRoute } from '../request.ts'
import { timestamp } from '../state.ts'
import {
  getIamPolicyRequest,
  policyOf,
  renderPolicy,
  setIamPolicyRequest,
  setPolicy,
  testIamPermissionsRequest,
  testPermissions,
} from './policy.ts'

const CREATED = timestamp(Date.UTC(2026, 0, 1))

function get(request: GcpRequest, version: string): object {
  const { projectId, projectNumber } = request.account
  return version === 'v1'
    ? { projectNumber, projectId, lifecycleState: 'ACTIVE', name: projectId, createTime: CREATED }
    : {
        name: `projects/${projectNumber}`,
        projectId,
        state: 'ACTIVE',
        displayName: projectId,
        createTime: CREATED,
        etag: 'W/"cloudsim"',
      }
}

const resource = ({ project }: GcpRequest) => `projects/${project}`

/** Resource Manager in both versions that clients use; they differ in the shape of a project only. */
export const projectRoutes: readonly GcpRoute[] = ['v1', 'v3'].flatMap((version): GcpRoute[] => {
  const one = `${version}/projects/{project}`
  const shared = { service: 'cloudresourcemanager' } as const
  return [
    {
      ...shared,
      method: 'GET',
      path: one,
      operation: 'cloudresourcemanager.projects.get',
      permission: 'resourcemanager.projects.get',
      mutating: false,
      handle: (request) => get(request, version),
    },
    {
      ...shared,
      method: 'POST',
      path: `${one}:testIamPermissions`,
      operation: 'cloudresourcemanager.projects.testIamPermissions',
      mutating: false,
      body: testIamPermissionsRequest,
      handle: testPermissions,
    },
    {
      ...shared,
      method: 'POST',
      path: `${one}:getIamPolicy`,
      operation: 'cloudresourcemanager.projects.getIamPolicy',
      permission: 'resourcemanager.projects.getIamPolicy',
      mutating: false,
      body: getIamPolicyRequest,
      handle: (request) => renderPolicy(policyOf(request.state, resource(request))),
    },
    {
      ...shared,
      method: 'POST',
      path: `${one}:setIamPolicy`,
      operation: 'cloudresourcemanager.projects.setIamPolicy',
      permission: 'resourcemanager.projects.setIamPolicy',
      mutating: true,
      body: setIamPolicyRequest,
      handle: (request) => setPolicy(request, resource(request)),
    },
  ]
})
