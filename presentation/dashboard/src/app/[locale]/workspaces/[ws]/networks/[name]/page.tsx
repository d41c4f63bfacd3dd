import { NetworkPage } from '@/components/networks/network-page.tsx'

export default function Page() {
  return <NetworkPage />
}
