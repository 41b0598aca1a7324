// Applies the stored theme before the first paint. A file of its own, because the content security
// policy allows no inline script; what it reads is written by src/state/settings.ts.
try {
  const { theme } = JSON.parse(localStorage.getItem('propolis.settings') ?? '{}')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is blocked or holds something else: the system's theme it is.
}
