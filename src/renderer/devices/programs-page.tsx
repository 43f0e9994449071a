// Keys of programs are in the Admin area; this address of earlier versions leads there.
import { Navigate } from '@tanstack/react-router'

/** Route `/programs`. */
export function ProgramsPage() {
  return <Navigate to="/admin/$section" params={{ section: 'keys' }} search={{}} replace />
}
