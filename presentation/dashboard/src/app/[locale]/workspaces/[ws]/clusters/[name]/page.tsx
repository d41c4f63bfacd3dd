import { ClusterPage } from '@/components/cluster/cluster-page.tsx'

export default function Page() {
  return <ClusterPage />
}
