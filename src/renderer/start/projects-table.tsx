// Projects: choosing one shows its designs above.
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProjectRecord } from '../../contract/schemas/project.ts'
import { useApi } from '../api/api.tsx'
import { useProjects, useRefreshLists } from '../api/queries.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { ItemMenu, NameField } from './design-card.tsx'
import { useProjectActions } from './start-actions.ts'

/** Hidden until the first project exists. */
export function ProjectsTable({ projectId }: { projectId: string | null }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { client } = useApi()
  const navigate = useNavigate()
  const refresh = useRefreshLists()
  const projects = useProjects()
  const create = useMutation({
    mutationFn: () => client.createProject({ body: { name: t('start.newProject') } }),
    onSuccess: (project) => {
      refresh()
      void navigate({ to: '/', search: { project: project.id } })
    },
  })
  const items = projects.data?.items ?? []
  if (items.length === 0) return null
  return (
    <section aria-label={t('start.projects')} style={{ marginTop: 24 }}>
      <div className="section-head">
        <h2 className="t15">{t('start.projects')}</h2>
        <span className="q">{t('start.projectCount', { count: items.length, n: formats.number(items.length) })}</span>
        <span className="grow" />
        <button type="button" className="btn sm" disabled={create.isPending} onClick={() => create.mutate()}>
          <Icon name="plus" size={14} />
          {t('start.newProject')}
        </button>
      </div>
      <table className="t start-table">
        <thead>
          <tr>
            <th>{t('common.name')}</th>
            <th className="r">{t('start.designs')}</th>
            <th>{t('start.units')}</th>
            <th className="r">{t('common.changed')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {items.map((project) => (
            <ProjectRow key={project.id} project={project} chosen={project.id === projectId} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function ProjectRow({ project, chosen }: { project: ProjectRecord; chosen: boolean }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const [renaming, setRenaming] = useState(false)
  const { rename, duplicate, remove, saveFile } = useProjectActions(project)
  return (
    <tr className={chosen ? 'sel' : undefined}>
      <td className="md">
        {renaming ? (
          <NameField name={project.name} onDone={() => setRenaming(false)} onCommit={(name) => rename.mutate(name)} />
        ) : (
          <Link to="/" search={{ project: project.id }} aria-current={chosen ? 'true' : undefined} style={{ color: 'inherit' }}>
            {project.name}
          </Link>
        )}
      </td>
      <td className="r">{formats.number(project.designCount)}</td>
      <td className="m">{t(`start.${project.units}`)}</td>
      <td className="r q">{formats.day(project.updatedAt, { today: t('common.today'), yesterday: t('common.yesterday') })}</td>
      <td className="r">
        <ItemMenu
          name={project.name}
          onRename={() => setRenaming(true)}
          onDuplicate={() => duplicate.mutate()}
          onDelete={() => remove.mutate()}
          onSaveFile={() => saveFile.mutate()}
        />
      </td>
    </tr>
  )
}
