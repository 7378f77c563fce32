/**
 * Module hooks of typescript-loader.mjs: they run in a thread of their own. What was translated once is kept below
 * node_modules/.cache by a digest of its text, because tests start servers many times.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Raise it when the translation below changes. */
const TRANSLATION = 1;

const cache = fileURLToPath(new URL('../../node_modules/.cache/typescript-loader/', import.meta.url));
mkdirSync(cache, { recursive: true });

const translate = async (path, text) => {
  const { transform } = await import('@swc/core');
  const { code } = await transform(text, {
    filename: path,
    sourceMaps: 'inline',
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  });
  return code;
};

export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const text = readFileSync(path, 'utf8');
  const kept = join(
    cache,
    `${createHash('sha256').update(`${TRANSLATION}\n${path}\n${text}`).digest('hex')}.js`,
  );
  let source;
  try {
    source = readFileSync(kept, 'utf8');
  } catch {
    source = await translate(path, text);
    // Renaming shows other processes a whole file or none.
    const draft = `${kept}.${process.pid}`;
    writeFileSync(draft, source);
    renameSync(draft, kept);
  }
  return { format: 'module', source, shortCircuit: true };
}
