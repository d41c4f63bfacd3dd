import { ApiKeysPage } from '@/components/api-keys/api-keys-page.tsx'

export default function Page() {
  return <ApiKeysPage />
}
