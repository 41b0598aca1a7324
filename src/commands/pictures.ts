/** Commands on the pictures of a hive, which offer what they do while they are on screen. */

import type { Command } from './Command.ts'
import { action } from './changes.ts'

/** Going to what a picture shows, and exporting it. */
export const pictureCommands: readonly Command[] = [
  action('edit.goToTimelineKey'),
  action('file.exportTimeline'),
  action('edit.goToSizeKey'),
  action('view.sizeIn'),
  action('view.sizeOut'),
  action('edit.showMapPlace'),
]
