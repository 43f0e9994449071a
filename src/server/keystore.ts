// What the desktop lends the server of the operating system's keystore. Types only; a server without a window has none.

export interface Keystore {
  /** As the system calls it: Keychain, DPAPI, gnome_libsecret, ... */
  readonly name: string
  /** False where anybody with the file can open what it sealed (Linux without a password manager): nothing is given to it then. */
  readonly protects: boolean
  seal(plain: string): Promise<Uint8Array>
  /** `again`: the system has a newer key, so what was opened should be sealed once more. Rejects for what was sealed elsewhere. */
  unseal(sealed: Uint8Array): Promise<{ readonly plain: string; readonly again: boolean }>
}
