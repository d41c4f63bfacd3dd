import { NetworkList } from '@/components/networks/network-list.tsx'

export default function Page() {
  return <NetworkList />
}
