import { CreateNetwork } from '@/components/networks/create-network.tsx'

export default function Page() {
  return <CreateNetwork />
}
