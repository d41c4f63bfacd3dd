import { ClusterList } from '@/components/clusters/cluster-list.tsx'

export default function Page() {
  return <ClusterList />
}
