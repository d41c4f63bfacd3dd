import { LoginForm } from '@/components/login-form.tsx'

export default function Page() {
  return <LoginForm />
}
