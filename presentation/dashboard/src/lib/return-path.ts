/** Where to go after signing in, from the URL's `next`: a path of this site, anything else is ignored. */
export function returnPath(): string | undefined {
  const next = new URLSearchParams(location.search).get('next')
  return next !== null && isLocalPath(next) ? next : undefined
}

/** Browsers read `\` as `/`: what begins with two of them leads to another site. */
export function isLocalPath(text: string): boolean {
  return /^\/(?![/\\])[\x21-\x5B\x5D-\x7E]*$/.test(text)
}

/** Address of the sign-in at an OpenID provider, which comes back to `returnTo`. */
export function ssoPath(providerId: string, returnTo: string, invitation?: string): string {
  const query = new URLSearchParams({
    returnTo,
    ...(invitation === undefined ? {} : { invitation }),
  })
  return `/api/v1/oidc/${encodeURIComponent(providerId)}/login?${query.toString()}`
}
