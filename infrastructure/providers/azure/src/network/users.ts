/** Says in words what an ARM id stands for that keeps something in use, and who made it where the id tells. */
export function nameOfUser(id: string): string {
  const group = /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? ''
  const scaleSet = /\/virtualMachineScaleSets\/([^/]+)/i.exec(id)?.[1]
  const byAks = /^MC_/i.test(group) ? ', made by AKS' : ''
  if (scaleSet !== undefined)
    return `network interface of scale set «${scaleSet}» (resource group «${group}»${byAks})`
  const match = /\/providers\/[^/]+\/([^/]+)\/([^/]+)(?:\/([^/]+)\/([^/]+))?/i.exec(id)
  if (!match) return id
  const [, type = '', name = '', childType, childName] = match
  const child =
    childType === undefined || /ipConfigurations$/i.test(childType)
      ? ''
      : ` / ${childType} «${childName ?? ''}»`
  return `${type} «${name}»${child} (resource group «${group}»${byAks})`
}
