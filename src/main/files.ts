// Project files that reach the app from outside the page (double click, command line, a second instance, the recent list), and the
// memory of the last ten.

import { resolve } from 'node:path'
import { app } from 'electron'
import type { OpenedFile } from '../contract/shell.ts'
import { readJson, readProjectFile, writeWhole } from './disk.ts'

/** Paths of project files among a command line's words; flags and everything else are left alone. */
export function projectFilesIn(words: readonly string[], workingFolder: string): string[] {
  const isProjectFile = (word: string) => !word.startsWith('-') && word.toLowerCase().endsWith('.plenum.json')
  return words.filter(isProjectFile).map((word) => resolve(workingFolder, word))
}

/** `deliver` hands an opened file to the page. */
export async function openFiles(options: {
  recentFile: string
  deliver: (file: OpenedFile) => void
  onFailed: (sentence: string) => void
  onRecentChanged: () => void
}) {
  const saved = await readJson(options.recentFile)
  let recent: readonly string[] = Array.isArray(saved) ? saved.filter((path) => typeof path === 'string').slice(0, 10) : []
  const remember = (path: string) => {
    recent = [path, ...recent.filter((other) => other !== path)].slice(0, 10)
    app.addRecentDocument(path)
    options.onRecentChanged()
    writeWhole(options.recentFile, JSON.stringify(recent)).catch(() => undefined)
  }
  const open = async (path: string) => {
    try {
      const file = await readProjectFile(path)
      remember(path)
      options.deliver(file)
    } catch (error) {
      options.onFailed((error as Error).message)
    }
  }
  return { open: (path: string) => void open(path), remember, recent: () => recent }
}
