/** Files large enough that their first rows are shown before the rest is read. */

/** Bytes after the hive bins that make a file large enough. */
const TAIL = new Uint8Array(32 << 20)

/** A large file that is read to its end only once `go` was called, and fails then if it is to. */
export function slowFile(bytes: Uint8Array<ArrayBuffer>, fails = false) {
  const file = new File([bytes, TAIL], 'FILE')
  const whole = file.stream.bind(file)
  let go = () => {}
  const gate = new Promise<void>((resolve) => {
    go = resolve
  })
  const stream = () => {
    const reader = whole().getReader()
    return new ReadableStream<Uint8Array>({
      async pull(controller) {
        await gate
        if (fails) throw new DOMException('gone', 'NotFoundError')
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
    })
  }
  Object.defineProperty(file, 'stream', { value: stream })
  return { file, go }
}
