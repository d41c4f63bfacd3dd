import type { SimCloud, SimContext } from '../core/cloud.ts'
import { createAccount, updateAccount } from './accounts.ts'
import { handleArm } from './arm/router.ts'
import { bucketLimits } from './arm/throttle.ts'
import { driftResource, inventoryOf } from './inventory.ts'
import { handleLogin } from './login/router.ts'
import { azureSim } from './sim.ts'

/** The simulated Azure: the Microsoft identity platform and Azure Resource Manager behind one front end. */
export function createAzure(context: SimContext): SimCloud {
  const sim = azureSim(context)
  return {
    name: 'azure',
    bucketLimits,
    hosts: ['login.microsoftonline.com', 'login.windows.net', 'management.azure.com'],
    handle: async (request) => (await handleLogin(sim, request)) ?? (await handleArm(sim, request)),
    createAccount: (options) => Promise.resolve(createAccount(sim, options)),
    updateAccount: (account, options) => updateAccount(sim, account, options),
    accounts: () => sim.state.accounts.values().map((account) => account.subscriptionId),
    inventory: (account) => inventoryOf(sim, account),
    drift: (type, id, patch) => driftResource(sim, type, id, patch),
  }
}
