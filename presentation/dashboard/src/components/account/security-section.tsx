'use client'
import { useQuery } from '@tanstack/react-query'
import { meQuery } from '@/lib/queries.ts'
import { AuthenticatorCard } from './authenticator-card.tsx'
import { IdentitiesCard } from './identities-card.tsx'
import { PasskeysCard } from './passkeys-card.tsx'
import { PasswordCard } from './password-card.tsx'
import { RecoveryCodesCard } from './recovery-codes-card.tsx'

/** How the account is secured, and everything that can sign in to it. */
export function SecuritySection() {
  const { data } = useQuery(meQuery)
  if (!data) return null
  const { totp, passkeys } = data.secondFactor
  return (
    <div className="grid gap-4">
      <PasswordCard me={data} />
      <AuthenticatorCard me={data} />
      <PasskeysCard />
      {(totp || passkeys > 0) && <RecoveryCodesCard me={data} />}
      <IdentitiesCard />
    </div>
  )
}
