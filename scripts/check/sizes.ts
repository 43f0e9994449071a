// File sizes: warn above 300 lines, fail above 400; test files fail above 600. The universal failure of good codebases in this field is
// one god file, so the limit is mechanical.
import type { SourceFile } from './source-files.ts'

export interface SizeReport {
  readonly failures: readonly string[]
  readonly warnings: readonly string[]
}

const isTest = (path: string) => path.startsWith('test/') || /\.test\.tsx?$/.test(path)

/** Lines are counted as editors do: a final newline ends the last line. */
export function countLines(text: string): number {
  if (text === '') return 0
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

export function findLongFiles(files: readonly SourceFile[]): SizeReport {
  const failures: string[] = []
  const warnings: string[] = []
  for (const { path, text } of files) {
    const lines = countLines(text)
    const limit = isTest(path) ? 600 : 400
    if (lines > limit) failures.push(`${path} has ${lines} lines; the limit is ${limit}: take the algorithm out`)
    else if (lines > 300 && !isTest(path)) warnings.push(`${path} has ${lines} lines; aim below 300`)
  }
  return { failures, warnings }
}
