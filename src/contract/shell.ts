// What only a desktop can do. Exposed by preload as window.plenumShell; absent in a browser. At most ten methods.

export interface ShellConnection {
  /** http://127.0.0.1:port */
  readonly baseUrl: string
  /** null while sign-in is required on this computer. */
  readonly token: string | null
}

export interface SavedFile {
  readonly saved: boolean
  /** Full path when saved. */
  readonly path?: string
}

export interface OpenedFile {
  readonly fileName: string
  readonly text: string
}

export interface Shell {
  /** Address and owner token of the server in this process. */
  connect(): Promise<ShellConnection>
  /** Save dialog, then temp + rename; never leaves half a file. Rejects with the reason when the disk refuses. */
  saveFile(suggestedName: string, bytes: Uint8Array): Promise<SavedFile>
  /** Open dialog for .plenum.json; null when cancelled. */
  openProjectFile(): Promise<OpenedFile | null>
  /** Folder dialog; null when cancelled. */
  chooseFolder(): Promise<string | null>
  /** Opens an allow-listed https link in the system browser. */
  openExternal(url: string): Promise<void>
  /** Tells the native menu which commands are enabled and what they are called. */
  setMenu(items: readonly MenuCommand[]): Promise<void>
  /** Unsaved changes hold the window open until they are saved. */
  setUnsaved(unsaved: boolean): Promise<void>
  /**
   * A notice of the operating system; clicking it brings the window to the front and runs the command, `app.alarms` when none is given. Says
   * nothing where there are none.
   */
  notify(title: string, body: string, commandId?: string): Promise<void>
  /** A native menu item was chosen; returns the undo of the subscription. */
  onCommand(listener: (commandId: string) => void): () => void
  /** A project file was opened from outside (double click, second instance, recent files). */
  onOpenFile(listener: (file: OpenedFile) => void): () => void
}

/** Menus a command can stand in, in the order of the menu bar. */
export const menuNames = ['file', 'edit', 'view', 'draw', 'help'] as const

export interface MenuCommand {
  readonly id: string
  readonly label: string
  readonly menu: (typeof menuNames)[number]
  /** Electron accelerator, or absent. */
  readonly accelerator?: string
  readonly enabled: boolean
}

export const shellMethods = [
  'connect',
  'saveFile',
  'openProjectFile',
  'chooseFolder',
  'openExternal',
  'setMenu',
  'setUnsaved',
  'notify',
  'onCommand',
  'onOpenFile',
] as const satisfies readonly (keyof Shell)[]

/** IPC channel of a shell method; used by main and preload only. */
export const shellChannel = (method: keyof Shell) => `shell:${method}`

/** How a shell call is answered between main and preload: refusals are values, so that only the sentence travels. */
export type ShellReply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string }

/** Sent through onCommand when the window wants to close with unsaved changes: save now, then setUnsaved(false). */
export const saveNowCommand = 'design.save'
