/** The words of reports in HTML. */

export const REPORT = {
  byPropolis: 'Written by Propolis.',
  changes: (name: string) => `Changes of ${name}`,
  differences: 'Differences of two hives',
  title: (path: string) => `Registry key ${path}`,
  leftOut: 'Written by Propolis. Permissions are not in this report; long data is cut.',
  lastWrite: (time: string) => `Last write ${time}`,
  className: (name: string) => `Class ${name}`,
  columns: ['Name', 'Type', 'Data', 'Bytes'],
  defaultName: '(Default)',
} as const
