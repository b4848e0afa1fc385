// The size of the editor as it travels: every file the page loads, as it is and as brotli.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { serve } from './browser.mjs';

const folder = await mkdtemp(join(tmpdir(), 'switchboard-bench-'));
const server = await serve(join(folder, 'bench.db'));
try {
  const page = await (await fetch(server.url)).text();
  const files = [...page.matchAll(/["'](\/assets\/[^"']+)["']/g)].map(match => match[1]);
  const sizes = {};
  for (const file of files) {
    // fetch decodes what the server packed, so that it is packed here again, as tightly as can be.
    const bytes = Buffer.from(await (await fetch(new URL(file, server.url))).arrayBuffer());
    sizes[file.split('/').pop()] = { bytes: bytes.length, brotli: brotliCompressSync(bytes).length };
  }
  console.log(JSON.stringify({ label: 'size', ...sizes }));
} finally {
  server.stop();
  await rm(folder, { recursive: true });
}
