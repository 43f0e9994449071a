// A deed outside of a form: what refuses it is told at the edge of the window.
import { describeError } from '../api/failure.ts'
import { toast } from './toast.tsx'

/** Whether it was done. */
export async function told(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run()
    return true
  } catch (error) {
    toast({ text: describeError(error), tone: 'alarm' })
    return false
  }
}
