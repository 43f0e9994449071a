// The command that brings the plan to life, exactly as it has to be typed on this machine. Pure.

/** `npm run simulate` against this program's own broker, with the data folder whose owner token lets it register its nodes. */
export function trialCommand({ port, dataFolder }: { readonly port: number; readonly dataFolder: string | undefined }): string {
  const url = `--url mqtt://127.0.0.1:${port}`
  return `npm run simulate -- ${url}${dataFolder === undefined ? '' : ` --data ${quoted(dataFolder)}`}`
}

/** Double quotes work in every shell; what they don't protect is escaped. */
function quoted(path: string): string {
  return /^[\w./:\\~-]+$/.test(path) ? path : `"${path.replaceAll(/(["$`])/g, '\\$1')}"`
}
