import { PlatformWorkspaceList } from '@/components/admin/platform-workspace-list.tsx'

export default function Page() {
  return <PlatformWorkspaceList />
}
