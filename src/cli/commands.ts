/** The commands by name. The module of a command, and what it needs, is loaded when that command is run. */

import type { CommandName } from '../text/cliHelp.ts'
import type { Command } from './Command.ts'

const LOADERS: Readonly<Record<CommandName, (args: readonly string[]) => Promise<Command>>> = {
  info: async () => (await import('./info.ts')).infoCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  dump: async () => (await import('./dump.ts')).dumpCommand,
  recover: async () => (await import('./recover.ts')).recoverCommand,
  create: async () => (await import('./create.ts')).createCommand,
  save: async () => (await import('./save.ts')).saveCommand,
  set: async () => (await import('./set.ts')).setCommand,
  delete: async () => (await import('./delete.ts')).deleteCommand,
  new: async () => (await import('./new.ts')).newCommand,
  rename: async () => (await import('./rename.ts')).renameCommand,
  deleted: async () => (await import('./deleted.ts')).deletedCommand,
  search: async (args) => {
    const { prepareSearch, searchCommand } = await import('./search.ts')
    await prepareSearch(args)
    return searchCommand
  },
  salvage: async () => (await import('./salvage.ts')).salvageCommand,
  merge: async () => (await import('./merge.ts')).mergeCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  import: async () => (await import('./import.ts')).importCommand,
  timeline: async () => (await import('./timeline.ts')).timelineCommand,
  usage: async () => (await import('./usage.ts')).usageCommand,
  compare: async () => (await import('./compare.ts')).compareCommand,
}

/** The names of all commands. */
export const COMMAND_NAMES: readonly string[] = Object.keys(LOADERS)

/**
 * Loads a command.
 *
 * @param args - the arguments of the program; the first is the name of the command
 * @returns undefined if there is no such command
 */
export async function loadCommand(args: readonly string[]): Promise<Command | undefined> {
  const [name, ...rest] = args
  return isCommandName(name) ? await LOADERS[name](rest) : undefined
}

function isCommandName(name: string | undefined): name is CommandName {
  return name !== undefined && Object.hasOwn(LOADERS, name)
}
