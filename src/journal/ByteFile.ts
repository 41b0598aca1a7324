/** The file that a journal is written to, as far as the journal needs it. */

export interface ByteFile {
  /** Length in bytes. */
  readonly size: number
  /**
   * Writes bytes. When it returns, the operating system has them, so that they outlive this process.
   *
   * @param bytes - what is written, all of it
   * @param at - offset in bytes
   * @throws DOMException when there is no room, or the file cannot be written; a part may have been
   */
  write(bytes: Uint8Array, at: number): void
  /** Cuts the file to a length in bytes. */
  truncate(size: number): void
  /** Waits until the disk has what was written, so that it outlives a loss of power. */
  flush(): void
  close(): void
}
