'use client'
import { deleteCluster, type ResourceDetail } from '@skyclust/api-client'
import { Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useRoute } from '@/lib/route.ts'
import { Facts } from '../resource/facts.tsx'
import { Button } from '../ui/button.tsx'
import { Card, TitledCard } from '../ui/surface.tsx'

const DestructiveDialog = dynamic(
  () => import('../resource/destructive-dialog.tsx').then((m) => m.DestructiveDialog),
  { ssr: false },
)

export function SettingsTab({
  detail,
  whyNotDelete,
}: {
  readonly detail: ResourceDetail
  readonly whyNotDelete: string | undefined
}) {
  const t = useTranslations('cluster')
  const { ws } = useRoute()
  const [open, setOpen] = useState(false)
  const { resource } = detail
  const isDeleting = resource.deletionRequestedAt !== null
  const path = { workspaceId: ws, id: resource.name }
  const labels = Object.entries(resource.labels)
  return (
    <div className="grid max-w-3xl gap-3">
      <TitledCard title={t('identity')}>
        <Facts
          rows={[
            ['ID', resource.id],
            [t('credential'), resource.credentialId],
            [t('labels'), labels.map(([key, value]) => `${key}=${value}`).join(', ')],
            [t('generation'), String(resource.generation)],
          ]}
        />
      </TitledCard>
      <Card className="flex flex-wrap items-center gap-3 border-bad/40 p-4">
        <div className="min-w-0 flex-1">
          <h2 className="text-[13px] font-medium">{t('delete')}</h2>
          <p className="text-[13px] text-fg-2">{t(isDeleting ? 'deletingText' : 'deleteText')}</p>
        </div>
        <Button
          variant="danger"
          denied={whyNotDelete}
          disabled={isDeleting}
          onClick={() => setOpen(true)}
        >
          <Trash2 className="size-3.5" aria-hidden />
          {t('deleteButton')}
        </Button>
      </Card>
      {open && (
        <DestructiveDialog
          title={t('deleteTitle', { name: resource.name })}
          description={t('deleteDescription')}
          name={resource.name}
          kind="clusters"
          version={resource.version}
          remove={(options) => deleteCluster({ path, ...options })}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  )
}
