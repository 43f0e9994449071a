// What the panels on the screen asked and got, for the status bar: buckets, their size, and how long the slowest answer took.
import { useEffect } from 'react'
import { create } from 'zustand'
import { type AskedSeries, type SeriesFacts, seriesFacts } from '../ui/use-chart-series.ts'

interface Facts {
  readonly byPanel: ReadonlyMap<string, readonly SeriesFacts[]>
}

export const useFacts = create<Facts>()(() => ({ byPanel: new Map() }))

/** Reports what a panel's series took, until it is taken away. */
export function useReportFacts(panel: string, asked: AskedSeries): void {
  const { answers } = asked
  useEffect(() => {
    const facts = answers.flatMap((series) => seriesFacts(series) ?? [])
    useFacts.setState(({ byPanel }) => ({ byPanel: new Map(byPanel).set(panel, facts) }))
  }, [panel, answers])
  useEffect(
    () => () =>
      useFacts.setState(({ byPanel }) => {
        const next = new Map(byPanel)
        next.delete(panel)
        return { byPanel: next }
      }),
    [panel],
  )
}
