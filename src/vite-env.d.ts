/// <reference types="vite/client" />

/** The engine (`worker/hive.worker.ts` and all it imports) as the text of one classic script. */
declare module 'virtual:engine' {
  const text: string
  export default text
}

/** The licences of everything the page is made of, as one plain text. */
declare module 'virtual:licences' {
  const text: string
  export default text
}
