import { WorkspaceList } from '@/components/workspaces/workspace-list.tsx'

export default function Page() {
  return <WorkspaceList />
}
