// Applies the stored theme before the first paint. A file of its own, because the content security
// policy allows no inline script; state/settings.ts writes what is read here.
try {
  const theme = localStorage.getItem('propolis.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is blocked: the system's theme it is.
}
