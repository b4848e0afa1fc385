// Loads the editor, and says so where a browser cannot.
import init from './app.js';

init({ module_or_path: new URL('./app_bg.wasm', import.meta.url) }).catch(error => {
  const words = document.createElement('p');
  words.setAttribute('role', 'alert');
  words.textContent = `The editor could not be loaded (${error.message}). Load the page again; if that does not help, use a newer browser.`;
  document.body.append(words);
});
