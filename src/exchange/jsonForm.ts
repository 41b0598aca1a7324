/** What `writeJson` and `JsonReader` agree on. */

/** The name of the form. */
export const JSON_FORMAT = 'propolis-hive'

/** Its version; a reader refuses a later one. */
export const JSON_VERSION = 1
