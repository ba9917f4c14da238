/**
 * Light or dark: what the reader chose on this machine, otherwise what the system prefers.
 */

const THEME = 'pprof-theme';

/** `light` or `dark`. */
export function theme() {
  const chosen = document.documentElement.dataset.theme;
  return chosen || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
}

export function restoreTheme() {
  try {
    const chosen = localStorage.getItem(THEME);
    if (chosen === 'light' || chosen === 'dark') {
      document.documentElement.dataset.theme = chosen;
    }
  } catch {
    // If nothing can be stored, the system decides.
  }
}

export function toggleTheme() {
  const chosen = theme() === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = chosen;
  try {
    localStorage.setItem(THEME, chosen);
  } catch {
    // The choice then applies to this page only.
  }
}
