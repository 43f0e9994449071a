// What the start screen and the app's commands do to projects and designs. Every delete can be taken back.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { DesignSummary } from '../../contract/schemas/design.ts'
import type { ProjectRecord } from '../../contract/schemas/project.ts'
import { defaultSettings } from '../../contract/schemas/settings.ts'
import { useApi } from '../api/api.tsx'
import { keys, useRefreshLists } from '../api/queries.ts'
import { useAppState } from '../ui/app-state.ts'
import { toast } from '../ui/toast.tsx'

/** Creates a design without a room in the given project (or the latest, or a first one) and opens it. */
export function useNewCeiling() {
  const { client } = useApi()
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const refresh = useRefreshLists()
  return useMutation({
    mutationFn: async (projectId: string | null) => {
      const settings = await queries.ensureQueryData({ queryKey: keys.settings, queryFn: () => client.getSettings({}) })
      const values = settings.values ?? defaultSettings
      const id = projectId ?? (await findProject())
      return client.createDesign({
        params: { id },
        body: {
          name: t('start.untitled'),
          room: null,
          system: { kind: 'grid', module: values.moduleMm, origin: 'best', catalogue: values.catalogue },
        },
      })
    },
    onSuccess: (design) => {
      refresh()
      void navigate({ to: '/designs/$designId', params: { designId: design.id } })
    },
  })

  async function findProject(): Promise<string> {
    const name = t('start.defaultProject')
    const { items } = await client.listProjects({ query: { limit: 100 } })
    const found = items.find((p) => p.name === name)
    return found ? found.id : (await client.createProject({ body: { name } })).id
  }
}

/** Opens the sample project, creating it when it isn't there. */
export function useOpenSample() {
  const { client } = useApi()
  const navigate = useNavigate()
  const refresh = useRefreshLists()
  return useMutation({
    mutationFn: () => client.createSampleProject({ body: {} }),
    onSuccess: ({ designId }) => {
      refresh()
      useAppState.setState({ sampleDesignId: designId })
      void navigate({ to: '/designs/$designId', params: { designId } })
    },
  })
}

/** Rename, duplicate, delete and restore one design. */
export function useDesignActions(design: Pick<DesignSummary, 'id' | 'name' | 'revision'>) {
  const { client } = useApi()
  const { t } = useTranslation()
  const refresh = useRefreshLists()
  const params = { id: design.id }
  const restore = useMutation({
    mutationFn: () => client.restoreDesign({ params, body: {} }),
    onSuccess: () => {
      refresh()
      toast({ text: t('start.restored', { name: design.name }) })
    },
  })
  const remove = useMutation({
    mutationFn: () => client.deleteDesign({ params }),
    onSuccess: () => {
      refresh()
      toast({ text: t('start.deleted', { name: design.name }), action: { label: t('common.undo'), run: () => restore.mutate() } })
    },
  })
  const rename = useMutation({
    mutationFn: (name: string) => client.changeDesign({ params, body: { name }, ifMatch: design.revision }),
    onSettled: refresh,
  })
  const duplicate = useMutation({
    mutationFn: () => client.duplicateDesign({ params, body: {} }),
    onSuccess: (copy) => {
      refresh()
      toast({ text: t('start.duplicated', { name: copy.name }) })
    },
  })
  return { rename, duplicate, remove }
}

/** Rename, duplicate, delete, restore and save one project. */
export function useProjectActions(project: ProjectRecord) {
  const { client, session } = useApi()
  const { t } = useTranslation()
  const refresh = useRefreshLists()
  const params = { id: project.id }
  const restore = useMutation({
    mutationFn: () => client.restoreProject({ params, body: {} }),
    onSuccess: () => {
      refresh()
      toast({ text: t('start.restored', { name: project.name }) })
    },
  })
  const remove = useMutation({
    mutationFn: () => client.deleteProject({ params }),
    onSuccess: () => {
      refresh()
      toast({ text: t('start.deleted', { name: project.name }), action: { label: t('common.undo'), run: () => restore.mutate() } })
    },
  })
  const rename = useMutation({
    mutationFn: (name: string) => client.changeProject({ params, body: { name }, ifMatch: project.revision }),
    onSettled: refresh,
  })
  const duplicate = useMutation({
    mutationFn: () => client.duplicateProject({ params, body: {} }),
    onSuccess: (copy) => {
      refresh()
      toast({ text: t('start.duplicated', { name: copy.name }) })
    },
  })
  const saveFile = useMutation({
    mutationFn: async () => {
      const blob = (await client.getProjectFile({ params })) as Blob
      return saveBlob({ shell: session.shell, fileName: `${fileNameOf(project.name)}.plenum.json`, blob })
    },
    onSuccess: (file) => file !== null && toast({ text: t('start.saved', { file }) }),
  })
  return { rename, duplicate, remove, saveFile }
}

/** A name every file system takes. */
export function fileNameOf(name: string): string {
  return (
    name
      .replace(/[<>:"/\\|?*\p{Cc}]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 120) || 'project'
  )
}

interface SaveBlob {
  readonly shell: ReturnType<typeof useApi>['session']['shell']
  readonly fileName: string
  readonly blob: Blob
}

/** Saves through the desktop's dialog, or as a download; answers the name, or null when cancelled. */
export async function saveBlob({ shell, fileName, blob }: SaveBlob): Promise<string | null> {
  if (shell) {
    const saved = await shell.saveFile(fileName, new Uint8Array(await blob.arrayBuffer()))
    return saved.saved ? (saved.path ?? fileName) : null
  }
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
  return fileName
}
