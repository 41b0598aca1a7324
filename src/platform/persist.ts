/** Asks the browser not to remove what the page keeps when it runs out of room. It may ask the user, or say no. */
export async function askToPersist(): Promise<void> {
  try {
    if (!(await navigator.storage.persisted())) await navigator.storage.persist()
  } catch {
    // On plain http there is no such storage.
  }
}
