export const THEME_KEY = 'theme'

/** Runs before the first paint, so that no page flashes in the wrong colours. */
export const THEME_SCRIPT = `(()=>{try{var t=localStorage.getItem('${THEME_KEY}')||'system';document.documentElement.classList.toggle('dark',t==='dark'||t==='system'&&matchMedia('(prefers-color-scheme: dark)').matches)}catch{}})()`
