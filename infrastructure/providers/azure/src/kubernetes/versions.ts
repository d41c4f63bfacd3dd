/** Whether `observed` (a full version) is older than `wished` (`1.34` or `1.34.1`). AKS never downgrades. */
export function isOlder(observed: string | undefined, wished: string | undefined): boolean {
  if (observed === undefined || wished === undefined) return false
  const have = observed.split('.').map(Number)
  for (const [index, part] of wished.split('.').map(Number).entries()) {
    const mine = have[index] ?? 0
    if (mine !== part) return mine < part
  }
  return false
}
