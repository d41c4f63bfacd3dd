import { AddCredential } from '@/components/credentials/add-credential.tsx'

export default function Page() {
  return <AddCredential />
}
