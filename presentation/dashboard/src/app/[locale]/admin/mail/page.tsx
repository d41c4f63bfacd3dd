import { MailList } from '@/components/admin/mail-list.tsx'

export default function Page() {
  return <MailList />
}
