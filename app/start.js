// Stands in the page itself, so that nothing waits for it; its values are its own.
{
  // Before the first paint: the theme that was chosen on an earlier visit.
  try {
    const theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Without storage the page follows the system.
  }

  // Loads the editor, and says so where a browser cannot.
  // The module is compiled while its glue is still on the way.
  const module = WebAssembly.compileStreaming(fetch('{assets}/app_bg.wasm'));

  // What the editor begins with comes meanwhile, too; it takes each answer once (api/head_start.rs).
  const flow = location.pathname.match(/^\/flows\/(FW[0-9a-f]{32})$/)?.[1];
  const addresses = flow ? [`/api/flows/${flow}`, `/api/flows/${flow}/notes`] : [];
  const answers = new Map(addresses.map(at => [at, fetch(at).catch(() => undefined)]));
  globalThis.headStart = at => {
    const answer = answers.get(at);
    answers.delete(at);
    return answer;
  };

  import('{assets}/app.js')
    .then(({ default: init }) => init({ module_or_path: module }))
    .catch(error => {
      const words = document.createElement('p');
      words.setAttribute('role', 'alert');
      words.textContent = `The editor could not be loaded (${error.message}). Load the page again; if that does not help, use a newer browser.`;
      document.body.append(words);
    });
}
