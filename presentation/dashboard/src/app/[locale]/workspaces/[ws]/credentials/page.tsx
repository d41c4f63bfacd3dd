import { CredentialList } from '@/components/credentials/credential-list.tsx'

export default function Page() {
  return <CredentialList />
}
