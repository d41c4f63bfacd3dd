import { AddProvider } from '@/components/single-sign-on/add-provider.tsx'

export default function Page() {
  return <AddProvider />
}
