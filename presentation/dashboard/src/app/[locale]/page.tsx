import { Entrance } from '@/components/entrance.tsx'

export default function Page() {
  return <Entrance />
}
