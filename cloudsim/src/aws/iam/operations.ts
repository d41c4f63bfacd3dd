import type { Operation } from '../operation.ts'
import { principalOperations } from './principals.ts'
import { rolePolicyOperations } from './role-policies.ts'
import { roleOperations } from './roles.ts'

export const iamOperations: readonly Operation[] = [
  ...roleOperations,
  ...rolePolicyOperations,
  ...principalOperations,
]
