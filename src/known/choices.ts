/** The numbers of well-known values that stand for a choice. Their words are in `text/meanings.ts`. */
export const CHOICES = {
  /** Start of a service (CM_SERVICE, SERVICE_START_TYPE). */
  'service-start': [0, 1, 2, 3, 4],
  /** Type of a service (winsvc.h); with 0x100 it may speak with the desktop. */
  'service-type': [1, 2, 4, 8, 0x10, 0x20, 0x50, 0x60, 0xd0, 0xe0, 0x110, 0x120],
  'error-control': [0, 1, 2, 3],
  /** LmCompatibilityLevel. */
  'lm-level': [0, 1, 2, 3, 4, 5],
  'crash-dump': [0, 1, 2, 3, 7],
  /** fDenyTSConnections. */
  'remote-desktop': [0, 1],
  'network-category': [0, 1, 2],
  /** ConsentPromptBehaviorAdmin. */
  'consent-prompt': [0, 1, 2, 3, 4, 5],
  /** AUOptions. */
  update: [2, 3, 4, 5, 7],
} as const satisfies Readonly<Record<string, readonly number[]>>

export type ChoiceSet = keyof typeof CHOICES
