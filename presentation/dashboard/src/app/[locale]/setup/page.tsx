import { SetupForm } from '@/components/setup-form.tsx'

export default function Page() {
  return <SetupForm />
}
