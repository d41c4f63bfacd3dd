import type { Operation } from '../operation.ts'
import { accessEntryOperations } from './access-entry.ts'
import { addonOperations } from './addon.ts'
import { addonVersionOperations } from './addon-versions.ts'
import { clusterOperations } from './cluster.ts'
import { nodegroupOperations } from './nodegroup.ts'
import { tagOperations } from './tags.ts'
import { clusterUpdateOperations } from './update-cluster.ts'
import { nodegroupUpdateOperations } from './update-nodegroup.ts'
import { updateOperations } from './updates.ts'
import { versionOperations } from './version-operations.ts'

export const eksOperations: readonly Operation[] = [
  ...clusterOperations,
  ...clusterUpdateOperations,
  ...updateOperations,
  ...nodegroupOperations,
  ...nodegroupUpdateOperations,
  ...accessEntryOperations,
  ...addonOperations,
  ...addonVersionOperations,
  ...versionOperations,
  ...tagOperations,
]
