import { CreateCluster } from '@/components/create/create-cluster.tsx'

export default function Page() {
  return <CreateCluster />
}
