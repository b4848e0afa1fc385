// Loads the editor, and says so where a browser cannot.
// The module is compiled while its glue is still on the way.
const module = WebAssembly.compileStreaming(fetch(new URL('./app_bg.wasm', import.meta.url)));

import('./app.js')
  .then(({ default: init }) => init({ module_or_path: module }))
  .catch(error => {
    const words = document.createElement('p');
    words.setAttribute('role', 'alert');
    words.textContent = `The editor could not be loaded (${error.message}). Load the page again; if that does not help, use a newer browser.`;
    document.body.append(words);
  });
